import type { Client } from 'pg'
import { controlPlan, FleetCounts } from '../../packages/control/dist/index.js'
import type { Control } from '../../packages/control/dist/index.js'
import { applyChange } from '../../packages/control/dist/apply-change.js'
import { chainStart } from '../../packages/control/dist/audit-entry.js'
import { untouched } from '../../packages/control/dist/control-state.js'
import type { CorridorState } from '../../packages/control/dist/control-state.js'
import { evidenceHorizon } from '../../packages/control/dist/evidence-horizon.js'
import { judgeRollout } from '../../packages/control/dist/judge-rollout.js'
import {
  bucketMs,
  counterIndex,
  defaultPlan,
  emptyVector,
  KnownWindows,
} from '../../packages/core/dist/index.js'
import type { Cell, Metrics } from '../../packages/core/dist/index.js'

/** The store at the end of one simulated day. */
export type Day = {
  readonly day: number
  /** What single processes sent: all of it, and of this day alone. */
  readonly sentBytes: number
  readonly bytesADay: number
  readonly rowsADay: number
  readonly pooledBytes: number
  readonly pooledRows: number
  /** Processor time, of the first verdict that a process gives and of one that it gives again and again. */
  readonly firstVerdictMs: number
  readonly verdictMs: number
  readonly readMs: number
  readonly elapsedS: number
}

export type SimulateDays = {
  readonly control: Control
  /** As whoever made the store. */
  readonly client: Client
  readonly days: number
  readonly processes: number
  /** How many the counts are multiplied to before they are judged. */
  readonly fleet: number
  /** Told of each day that passed; false: that was enough. */
  readonly onDay: (day: Day) => boolean
}

const intent = 'decide_refund'
const dayMs = 86_400_000
const hourMs = 3_600_000
/** Whoever leads gives thousands. */
const verdictsADay = 15
/** Every second stage of the plan lasts so long. */
const stageDays = 14
const startMs = Date.parse('2026-01-01T00:00:00.000Z')

export async function simulateDays(options: SimulateDays): Promise<readonly Day[]> {
  const { control, client, days, processes, fleet, onDay } = options
  const { evidence } = control
  await setTimeOfDays(client)
  let nowMs = startMs
  const counts = new FleetCounts(evidence, () => nowMs)
  const passed: Day[] = []
  const fromMs = performance.now()
  for (let day = 0; day < days; day += 1) {
    const state = standing(day)
    const stage = state.rollout?.stage ?? ''
    for (let hour = 0; hour < 24; hour += 1) {
      const hourStartMs = startMs + day * dayMs + hour * hourMs
      nowMs = hourStartMs + hourMs
      await setTo(client, nowMs)
      // A week ahead as always, so that the day is there before its first row.
      if (hour === 0) await client.query('select partial_trust.keep_days(2, 7)')
      for (let process = 0; process < processes; process += 1) {
        const cells = cellsOf(`process-${process}.${day}`, hourStartMs, stage)
        // Each row what a process sends in twenty seconds, in two calls instead of hundreds.
        for (const turn of [0, 1])
          await evidence.save(cells.filter(({ key }) => ((key.bucket ?? 0) >> 1) % 2 === turn))
      }
    }
    const horizon = evidenceHorizon([state], () => defaultPlan, nowMs)
    while (await evidence.tidy(horizon));
    // As autovacuum would over a day that takes a day.
    await client.query('vacuum partial_trust.pooled')
    await counts.refresh()
    const judged = multiplied(counts.of(intent), fleet / processes)
    const known = new KnownWindows()
    const verdicts: number[] = []
    for (let i = 0; i < verdictsADay; i += 1)
      verdicts.push(await busy(() => judgeRollout(state, defaultPlan, judged, nowMs, known)))
    const verdictMs = verdicts.toSorted((a, b) => a - b)[verdictsADay >> 1] ?? Number.NaN
    const firstVerdictMs = verdicts[0] ?? Number.NaN
    const readMs = await busy(() => new FleetCounts(evidence, () => nowMs).refresh())
    const elapsedS = Math.round((performance.now() - fromMs) / 1000)
    const ended = {
      day: day + 1,
      ...(await sizes(client, day)),
      firstVerdictMs,
      verdictMs,
      readMs,
      elapsedS,
    }
    passed.push(ended)
    if (!onDay(ended)) break
  }
  return passed
}

/** A rollout that enters its next stage every fortnight. */
function standing(day: number): CorridorState {
  const plan = controlPlan(defaultPlan)
  let state = untouched(intent)
  for (let step = 0; step * stageDays <= day && step < defaultPlan.stages.length; step += 1) {
    const at = new Date(startMs + step * stageDays * dayMs).toISOString()
    const action =
      step === 0 ? ({ kind: 'rollout', plan } as const) : ({ kind: 'promote' } as const)
    const request = { intent, action, by: 'bench', reason: 'x', expectedVersion: state.version }
    const applied = applyChange(state, request, plan, chainStart, at)
    if (applied.kind !== 'replaced') throw new Error('the rollout does not go on')
    state = applied.state
  }
  return state
}

/** An hour of one process: what it asked the model for, and what it did not. */
function cellsOf(instance: string, fromMs: number, stage: string): readonly Cell[] {
  const first = Math.floor(fromMs / bucketMs)
  return Array.from({ length: hourMs / bucketMs }, (_, index) => first + index).flatMap(
    (bucket) => {
      const key = { instance, bucket, corridor: intent, epoch: 'e1', stage, sampleRate: 0.01 }
      const asked = emptyVector()
      for (const name of [
        'eligible',
        'sampled',
        'started',
        'attempts',
        'judged',
        'accepted',
      ] as const)
        asked[counterIndex[name]] = 3
      if (bucket % 37 === 0) {
        asked[counterIndex.errors] = 1
        asked[counterIndex.judged] = asked[counterIndex.accepted] = 2
      }
      const passed = emptyVector()
      passed[counterIndex.eligible] = 297
      return [
        { key: { ...key, mode: 'live', model: 'm' }, vector: asked },
        { key: { ...key, mode: 'live', model: null }, vector: passed },
      ] as const
    },
  )
}

/** Lets the function that keeps the tables of days go by the simulated day; its text is otherwise the store's. */
async function setTimeOfDays(client: Client): Promise<void> {
  await client.query('create table public.simulated (now timestamptz not null)')
  await client.query('insert into public.simulated values (now())')
  const { rows } = await client.query<{ made: string }>(
    `select pg_get_functiondef('partial_trust.keep_days(integer, integer)'::regprocedure) as made`,
  )
  const made = rows[0]?.made ?? ''
  if (!made.includes('from now()')) throw new Error('the function does not tell the time by now()')
  await client.query(made.replace('from now()', 'from (select now from public.simulated)'))
}

async function setTo(client: Client, nowMs: number): Promise<void> {
  await client.query('update public.simulated set now = $1', [new Date(nowMs - 1)])
}

async function sizes(client: Client, day: number) {
  const { rows } = await client.query<{ name: string; bytes: string; rows: string }>(
    `select relname as name, pg_total_relation_size(oid) as bytes,
       (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', oid::regclass), false, true, '')))[1]::text as rows
     from pg_class where relkind = 'r' and relnamespace = 'partial_trust'::regnamespace
       and relname ~ '^(sent_|pooled$)'`,
  )
  const name = `sent_${new Date(startMs + day * dayMs).toISOString().slice(0, 10).replaceAll('-', '')}`
  const of = (table: string) => rows.find((row) => row.name === table)
  const sent = rows.filter((row) => row.name.startsWith('sent_'))
  return {
    sentBytes: sent.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    bytesADay: Number(of(name)?.bytes),
    rowsADay: Number(of(name)?.rows),
    pooledBytes: Number(of('pooled')?.bytes),
    pooledRows: Number(of('pooled')?.rows),
  }
}

/** Processor time of this process, in ms: what the machine does besides hardly counts. */
async function busy(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** What so many processes would have counted: no window is as full as the next. */
function multiplied({ cells }: Metrics, by: number): Metrics {
  const more = [...cells].map(([name, { key, vector, ...rest }], index): [string, Cell] => {
    const times = Math.round(by * (0.6 + 0.8 * unit(index)))
    return [name, { ...rest, key, vector: vector.map((count) => count * times) }]
  })
  return { cells: new Map(more) }
}

/** Spread evenly over 0 to 1, the same in every run. */
function unit(index: number): number {
  return ((index * 2_654_435_761) % 2 ** 32) / 2 ** 32
}
