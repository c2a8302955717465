import type { Readable } from 'node:stream'
import { findLog, missingLog, readAttempts, standardInput, tallyLog } from '@partial-trust/analysis'
import { riskRecordSchema } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import { change, recordKeys, type Change } from './format-changes.js'

/** The log to look at. */
export type LogToRead = {
  readonly path: string
  /** Whether a person named it: then it must be there. */
  readonly isNamed: boolean
  readonly stdin: Readable
  readonly signal: AbortSignal
}

/**
 * What is otherwise with the log; null where there is none.
 *
 * @throws {UserError} when a log that was named is not there, or what is there can be no log.
 */
export async function logChanges({
  path,
  isNamed,
  stdin,
  signal,
}: LogToRead): Promise<readonly Change[] | null> {
  if (path === standardInput) {
    throw new UserError('upgrade-check reads a log twice: give a file instead of -', 2)
  }
  const log = await findLog(path, stdin)
  if (log.parts.length === 0) {
    if (isNamed) throw new UserError(await missingLog(path), 2)
    return null
  }
  if (log.parts.some(({ packing }) => packing === 'pipe')) {
    throw new UserError(`${path}: upgrade-check reads a log twice: give a file, no pipe`, 2)
  }
  const { records, schemas, cohorts, parseErrors, holes } = await tallyLog(log, { signal })
  const found: Change[] = []
  const add = (id: 'log-newer' | 'log-older' | 'log-broken', what: string): void => {
    found.push(change(id, path, what))
  }
  for (const [schema, n] of schemas) {
    if (Number(schema) > riskRecordSchema) {
      add('log-newer', `${n} of ${records} records are of version ${schema}, unknown here`)
    }
  }
  if (parseErrors > 0) add('log-broken', `${parseErrors} lines are no records`)
  for (const hole of new Set(holes)) add('log-broken', hole)
  const unversioned = schemas.get('none') ?? 0
  const lacking = {
    schema: unversioned,
    epoch: sum(cohorts, ({ epoch }) => epoch === null),
    // A versioned record without a stage was made without a rollout: that is no matter of versions.
    stage: Math.min(
      unversioned,
      sum(cohorts, ({ stage }) => stage === null),
    ),
    confidence_kind: 0,
  }
  for await (const { observation } of readAttempts(log, [], signal)) {
    const { confidence, confidenceKind = null } = observation
    if (confidence !== null && confidenceKind === null) lacking.confidence_kind += 1
  }
  for (const key of ['schema', 'epoch', 'stage', 'confidence_kind'] as const) {
    const n = lacking[key]
    if (n > 0) add('log-older', `${n} of ${records} records ${recordKeys[key]}`)
  }
  return found
}

type Counted = Awaited<ReturnType<typeof tallyLog>>['cohorts'][number]

function sum(cohorts: readonly Counted[], isMeant: (cohort: Counted['cohort']) => boolean): number {
  return cohorts.reduce((n, { cohort, records }) => n + (isMeant(cohort) ? records : 0), 0)
}
