import { riskLine } from '@partial-trust/core'
import { prometheus } from '@partial-trust/service'
import { seededCanaries } from '@partial-trust/testing'
import type { Canary } from '@partial-trust/testing'
import { isObject } from './answers.js'
import { criterion } from './criterion.js'
import type { Criterion } from './criterion.js'
import { NotDriven, openRig } from './rig.js'
import type { Rig } from './rig.js'
import type { Subject } from './subject.js'

/**
 * AC4: one record a decision, in the log's format, with metrics that follow from the records, and
 * nothing of what the command or the answer said in either.
 *
 * @param count Seeded strings; each stands in every text of a command that takes it, and in an answer.
 */
export async function contentFreeRecords(
  { registered, corridor, commands, good }: Subject,
  count: number,
  seed: number,
): Promise<Criterion> {
  const failures: string[] = []
  const canaries = seededCanaries(count, seed)
  let turn = 0
  const rig = await openRig({
    registered,
    intent: corridor.intent,
    script: { kind: 'answer', value: () => answerWith(good, canaries, turn) },
  })
  const scraped = prometheus(rig.app)
  let decisions = 0
  let placed = 0
  try {
    for (const [index, canary] of canaries.entries()) {
      turn = index
      const command = commands[index % commands.length]
      const spiked = await decideSpiked(rig, command, canary)
      decisions += spiked.decisions
      if (spiked.placed) placed++
    }
    const { text: metrics } = await scraped.expose('application/openmetrics-text')
    const lines = (await rig.log()).split('\n').filter((line) => line !== '')
    if (lines.length !== decisions)
      failures.push(`${decisions} decisions left ${lines.length} records`)
    const log = lines.map(withoutIds).join('\n')
    for (const { token } of canaries) {
      if (log.includes(token)) failures.push('a canary stands in the risk log')
      if (metrics.includes(token)) failures.push('a canary stands in the metrics')
    }
    for (const [index, line] of lines.entries()) {
      if (`${line}\n` !== riskLine(JSON.parse(line))) {
        failures.push(`record ${index + 1} is not in the log's format`)
      }
    }
    const counted = [...rig.app.tally.entries()].reduce((sum, { count: some }) => sum + some, 0)
    if (counted !== lines.length) failures.push(`the metrics count ${counted} decisions`)
    if (placed === 0)
      failures.push('no text of a command could hold a canary, so nothing was proved')
  } finally {
    scraped.close()
    await rig.close()
  }
  return criterion('AC4', 'Risk log and metrics without raw text', {
    cases: canaries.length,
    decisions,
    failures,
  })
}

/** Ids join a record with its decision: they are the caller's, and stand in it as given. */
function withoutIds(line: string): string {
  const record: unknown = JSON.parse(line)
  return JSON.stringify({ ...(isObject(record) ? record : {}), command_id: null, trace_id: null })
}

type Spiked = { readonly placed: boolean; readonly decisions: number }

/** Decides the command with the canary in all of its texts; where its contract refuses that, one by one. */
async function decideSpiked(rig: Rig, command: unknown, canary: Canary): Promise<Spiked> {
  const paths = textPaths(command, [])
  const attempts = [paths, ...paths.map((path) => [path])]
  for (const text of [canary.text, canary.token]) {
    let placed = 0
    for (const [index, some] of attempts.entries()) {
      const spiked = some.reduce((value, path) => withText(value, path, text), command)
      if (some.length > 0 && (await decides(rig, spiked))) placed++
      if (index === 0 && placed > 0) return { placed: true, decisions: 1 }
    }
    if (placed > 0) return { placed: true, decisions: placed }
  }
  await rig.decide(command)
  return { placed: false, decisions: 1 }
}

async function decides(rig: Rig, command: unknown): Promise<boolean> {
  try {
    await rig.decide(command)
    return true
  } catch (error) {
    if (error instanceof NotDriven) return false
    throw error
  }
}

type Path = readonly string[]

function textPaths(value: unknown, at: Path): readonly Path[] {
  if (typeof value === 'string') return [at]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textPaths(inner, [...at, key]))
}

function withText(value: unknown, [key, ...rest]: Path, text: string): unknown {
  if (key === undefined) return text
  if (Array.isArray(value)) {
    return value.map((inner: unknown, index) =>
      String(index) === key ? withText(inner, rest, text) : inner,
    )
  }
  return isObject(value) ? { ...value, [key]: withText(value[key], rest, text) } : value
}

/** Good, refused and broken answers in turn, all with a canary. */
function answerWith(good: unknown, canaries: readonly Canary[], turn: number): unknown {
  const { text, token } = canaries[turn] ?? { text: '', token: '' }
  const all = textPaths(good, []).reduce((value, path) => withText(value, path, text), good)
  const kinds: readonly unknown[] = [
    all,
    isObject(good) ? { ...good, [token]: text } : text,
    { [token]: text },
    text,
    good,
  ]
  return kinds[turn % kinds.length]
}
