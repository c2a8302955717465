import { basename } from 'node:path'
import type { Plan } from '@partial-trust/core'
import type { RiskLog } from '../log/log-part.js'
import type { LogTally } from '../log/log-tally.js'
import { tallyLog } from '../log/tally-log.js'
import { requireSubject } from '../verdict/index.js'
import { UserError } from '@partial-trust/settings'
import { bundleFormat, bundleText, digestOf, type Bundle } from './bundle.js'
import { evidenceOf } from './counted-evidence.js'
import { derive, type Derivation } from './derive.js'
import { fileDigest, type FileDigest } from './log-digests.js'

export type BundleQuestion = {
  /** Finds the log; asked again to see whether it held still. */
  readonly findLog: () => Promise<RiskLog>
  readonly plan: Plan
  readonly stage: string
  /** Null: the only corridor of the log. */
  readonly corridor: string | null
  readonly incidents: number
  readonly versions: Bundle['versions']
  /** Digest of the configuration in force. */
  readonly configuration: string
  readonly nowMs: number
  readonly signal?: AbortSignal
}

export type MadeBundle = Derivation & {
  /** What to write. The same question about the same log at the same moment gives the same text. */
  readonly text: string
  readonly digest: string
}

/**
 * Judges a stage and puts everything the verdict was derived from into one file.
 *
 * @throws {UserError} as `gate` does, and when the log does not hold still.
 */
export async function makeBundle(asked: BundleQuestion): Promise<MadeBundle> {
  const { findLog, plan, stage, incidents, versions, configuration, nowMs } = asked
  const { log: found, tally, files } = await readLog(findLog, asked.signal)
  const corridor = await requireSubject(found, tally, asked)
  const evidence = evidenceOf(tally)
  const question = { stage, corridor, incidents }
  const log = { name: basename(found.name), records: tally.records, files }
  const derived = derive({ evidence, plan, question, logName: log.name, nowMs })
  const { verdict, report, page } = derived
  const content = {
    format: bundleFormat,
    created_at: new Date(nowMs).toISOString(),
    versions,
    question,
    configuration,
    plan,
    log,
    evidence,
    verdict,
    report,
    page,
  } satisfies Omit<Bundle, 'digest'>
  return { ...derived, text: bundleText(content), digest: digestOf(content) }
}

type LogContent = {
  readonly log: RiskLog
  readonly tally: LogTally
  readonly files: FileDigest[]
}

/** Digests and counts of the same bytes: started over when the log is rotated meanwhile. */
async function readLog(
  findLog: () => Promise<RiskLog>,
  signal: AbortSignal | undefined,
): Promise<LogContent> {
  let log = await findLog()
  for (let turn = 0; turn < 5; turn += 1) {
    const tally = await tallyLog(log, signal === undefined ? {} : { signal })
    const files: FileDigest[] = []
    for (const part of log.parts) files.push(await fileDigest(part, signal))
    const again = await findLog()
    if (onlyGrew(log, again)) return { log, tally, files }
    log = again
  }
  throw new UserError(
    `${log.name} is rotated faster than it can be read: copy it, and bundle the copy`,
  )
}

function onlyGrew({ parts: before }: RiskLog, { parts: now }: RiskLog): boolean {
  return (
    before.length === now.length &&
    before.every((part, i) => part.path === now[i]?.path && sizeOf(part) <= sizeOf(now[i]))
  )
}

function sizeOf(part: RiskLog['parts'][number]): number {
  return part.packing === 'pipe' ? 0 : part.bytes
}
