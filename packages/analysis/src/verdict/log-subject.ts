import { belongsTo, findStage, type Plan } from '@partial-trust/core'
import type { RiskLog } from '../log/log-part.js'
import type { CohortTally, LogTally } from '../log/log-tally.js'
import { count, listed } from '../log/listed.js'
import { missingLog } from '../log/missing-log.js'
import { UserError } from '@partial-trust/settings'

/**
 * Refuses a log that has nothing in it: nothing to check is no PASS, and no GO.
 *
 * @throws {UserError} that says what was looked for and what is there.
 */
export async function requireRecords(log: RiskLog, tally: LogTally): Promise<void> {
  if (log.parts.length === 0 && tally.holes.length === 0) {
    throw new UserError(await missingLog(log.name))
  }
  const { statuses, records, parseErrors } = tally
  if (records > 0 && records > (statuses.get('unknown') ?? 0)) return
  const why =
    records > 0
      ? `none of its ${count(records)} JSON lines names a status`
      : parseErrors > 0
        ? `none of its ${count(parseErrors)} lines is a JSON object`
        : tally.outside > 0
          ? `none of its ${count(tally.outside)} records lies in the time asked for`
          : 'it is empty'
  const holes = tally.holes.map((hole) => `; ${hole}`).join('')
  throw new UserError(`${log.name} holds no risk record: ${why}${holes}`)
}

export type LogSubject = {
  readonly plan: Plan
  readonly stage: string
  readonly corridor: string | null
}

/**
 * Refuses to judge a log that holds nothing of what it is asked about.
 *
 * @returns The corridor, as {@link corridorOf} has it.
 * @throws {UserError} that says what was looked for and what is there.
 */
export async function requireSubject(
  log: RiskLog,
  tally: LogTally,
  { plan, stage, corridor }: LogSubject,
): Promise<string | null> {
  await requireRecords(log, tally)
  const found = corridorOf(tally, corridor)
  requireStageRecords(tally, { plan, stage, corridor: found })
  return found
}

/**
 * The corridor to look at: the one asked for, else the only one of the log.
 *
 * @returns Null where the log holds one corridor only, or none.
 * @throws {UserError} listing the corridors that the log holds.
 */
export function corridorOf(tally: LogTally, asked: string | null): string | null {
  const found = corridorsIn(tally)
  if (asked === null) {
    if (found.size <= 1) return null
    throw new UserError(
      `the log holds several corridors (${listed(found)}); choose one with --corridor`,
    )
  }
  if (found.has(asked) || found.size === 0) return asked
  throw new UserError(`the log holds no record of the corridor ${asked}; it holds ${listed(found)}`)
}

/**
 * Refuses a stage of which the log knows nothing while it knows others: a misspelt name or rate would read
 * as "not enough data yet" for ever.
 *
 * @throws {UserError} that lists stages and rates with the number of their records.
 */
export function requireStageRecords(tally: LogTally, { plan, stage, corridor }: LogSubject): void {
  const wanted = findStage(plan, stage)?.stage
  const ours = tally.cohorts.filter(
    ({ cohort, records }) => records > 0 && (corridor === null || cohort.corridor === corridor),
  )
  if (wanted === undefined || ours.length === 0) return
  if (ours.some(({ cohort }) => belongsTo(cohort, wanted, corridor))) return
  const there = new Map<string, number>()
  for (const { cohort, records } of ours) {
    const place = placeOf(cohort)
    there.set(place, (there.get(place) ?? 0) + records)
  }
  const of = corridor === null ? '' : ` of ${corridor}`
  throw new UserError(
    `the log has no decision${of} at the stage ${stage} (rate ${wanted.rate}, ${wanted.mode}); it has ${listed(there)}`,
  )
}

function corridorsIn(tally: LogTally): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const { cohort, records } of tally.cohorts) {
    const name = cohort.corridor === '' ? '(none named)' : cohort.corridor
    found.set(name, (found.get(name) ?? 0) + records)
  }
  return found
}

function placeOf({ stage, sampleRate, mode }: CohortTally['cohort']): string {
  const rate = sampleRate === null ? 'without a rate' : `at the rate ${sampleRate}`
  return stage === null ? `no stage named, ${rate}, ${mode}` : `stage ${stage}`
}
