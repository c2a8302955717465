import { attemptFailures } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { valueOfSchema } from './answers.js'
import { NotDriven, openRig } from './rig.js'

/** A corridor that was seen to work, with everything the criteria need of it. */
export type Subject = {
  readonly registered: readonly RegisteredCorridor[]
  readonly corridor: RegisteredCorridor
  /** Commands whose candidates were asked for; at least one, few. */
  readonly commands: readonly unknown[]
  /** JSON Schema of a candidate; empty where the corridor names none. */
  readonly schema: Readonly<Record<string, unknown>>
  /** An answer that the corridor's own check takes. */
  readonly good: unknown
  /** Two runs of the baseline alone: where they agree, every other answer must. */
  readonly baselines: readonly (readonly unknown[])[]
}

/** Most commands that a criterion repeats. */
const mostCommands = 6
const tries = 8

/**
 * Drives the corridor once as everything is on: its own commands, baseline, source, rules.
 *
 * @throws {NotDriven} when that shows nothing, saying why.
 */
export async function openSubject(
  registered: readonly RegisteredCorridor[],
  corridor: RegisteredCorridor,
): Promise<Subject> {
  const examples = examplesOf(corridor)
  const baselines = [
    await baselineRun(registered, corridor, examples),
    await baselineRun(registered, corridor, examples),
  ]
  const ways = new Set<string>()
  let seen = await goodAnswers(registered, corridor, examples, 0)
  for (let turn = 1; seen.kind === 'nothing' && turn < tries; turn++) {
    ways.add(seen.reason)
    seen = await goodAnswers(registered, corridor, examples, turn)
  }
  if (seen.kind === 'nothing') throw new NotDriven([...ways.add(seen.reason)].join('; '))
  const { schema, good } = seen
  const commands = seen.asked.slice(0, mostCommands)
  return {
    registered,
    corridor,
    commands: commands.map((index) => examples[index]),
    schema,
    good,
    baselines: baselines.map((run) => commands.map((index) => run[index])),
  }
}

function examplesOf(corridor: RegisteredCorridor): readonly unknown[] {
  const given = corridor.examples?.() ?? []
  if (given.length > 0) return given
  const { command } = corridor.contracts
  return Array.from({ length: tries }, (_, ordinal) =>
    valueOfSchema(command, ordinal, `sample ${ordinal}`),
  )
}

async function baselineRun(
  registered: readonly RegisteredCorridor[],
  corridor: RegisteredCorridor,
  examples: readonly unknown[],
): Promise<readonly unknown[]> {
  const { intent } = corridor
  const rig = await openRig({
    registered,
    intent,
    script: { kind: 'answer', value: () => null },
    env: { PARTIAL_TRUST_ENABLED: 'false' },
  })
  const decisions: unknown[] = []
  try {
    for (const [index, command] of examples.entries()) {
      decisions.push((await driven(rig.decide(command), corridor, index)).decision)
    }
    return decisions
  } finally {
    await rig.close()
  }
}

/** What the caller gets, with what went wrong in words that an operator can act on. */
async function driven<Value>(
  deciding: Promise<Value>,
  corridor: RegisteredCorridor,
  index: number,
): Promise<Value> {
  const given = (corridor.examples?.() ?? []).length > 0
  const where = given ? `example ${index + 1}` : madeUp(corridor)
  try {
    return await deciding
  } catch (error) {
    if (error instanceof NotDriven) {
      const remedy = given ? '' : '; give the definition `examples`'
      throw new NotDriven(`${where} cannot be decided: ${error.message}${remedy}`)
    }
    const name = error instanceof Error ? error.name : typeof error
    throw new NotDriven(`its baseline throws on ${where} (${name})`)
  }
}

/** Whether a JSON Schema says anything. */
function isSaid(schema: Readonly<Record<string, unknown>> | null | undefined): boolean {
  return Object.keys(schema ?? {}).length > 0
}

function madeUp({ contracts: { command } }: RegisteredCorridor): string {
  return isSaid(command)
    ? 'a command made from its JSON Schema'
    : 'a command made without a JSON Schema, which its `command` does not offer,'
}

type Seen =
  | { readonly kind: 'nothing'; readonly reason: string }
  | {
      readonly kind: 'something'
      readonly asked: readonly number[]
      readonly schema: Readonly<Record<string, unknown>>
      readonly good: unknown
    }

/** Which examples the model is asked about, and whether an answer of its schema is understood. */
async function goodAnswers(
  registered: readonly RegisteredCorridor[],
  { intent }: RegisteredCorridor,
  examples: readonly unknown[],
  turn: number,
): Promise<Seen> {
  const said: unknown[] = []
  const rig = await openRig({
    registered,
    intent,
    script: {
      kind: 'answer',
      value: (schema, ordinal) => {
        said[ordinal] = valueOfSchema(schema, turn * 1000 + ordinal)
        return said[ordinal]
      },
    },
  })
  const asked: number[] = []
  const endings = new Set<string>()
  let good: { readonly value: unknown } | null = null
  try {
    for (const [index, command] of examples.entries()) {
      const before = rig.asked()
      const { record } = await rig.decide(command)
      if (rig.asked() > before) asked.push(index)
      if (rig.asked() > before && understood(record)) good = { value: said[rig.asked() - 1] }
      else endings.add(record?.reason_code ?? 'no record')
    }
    const reasons = [...endings].join(', ')
    if (asked.length === 0) {
      return {
        kind: 'nothing',
        reason: `no command of ${examples.length} reaches its source (${reasons})`,
      }
    }
    if (good === null) {
      return {
        kind: 'nothing',
        reason: isSaid(rig.schema())
          ? `no answer made from its candidate’s JSON Schema is understood (${reasons})`
          : `no answer made up without a JSON Schema, which its \`candidate\` does not offer, is understood (${reasons}); give the definition \`candidateJsonSchema\``,
      }
    }
    return { kind: 'something', asked, schema: rig.schema() ?? {}, good: good.value }
  } finally {
    await rig.close()
  }
}

const failures: readonly string[] = attemptFailures

/** Whether the corridor's own check took the answer, whatever its rules then said. */
function understood(record: RiskRecord | null): boolean {
  return record !== null && record.status !== 'error' && !failures.includes(record.reason_code)
}

/** Whether a candidate passed every check, used or, in shadow, only seen. */
export function accepted(record: RiskRecord | null): boolean {
  return record?.reason_code === 'accepted'
}
