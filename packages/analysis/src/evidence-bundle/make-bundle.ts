import { basename } from 'node:path'
import type { Plan } from '@partial-trust/core'
import { logFiles, tallyLog, type LogFile, type LogTally } from '../log/index.js'
import { UserError } from '@partial-trust/settings'
import { bundleFormat, bundleText, digestOf, type Bundle } from './bundle.js'
import { evidenceOf } from './counted-evidence.js'
import { derive, type Derivation } from './derive.js'
import { fileDigest, type FileDigest } from './log-digests.js'

export type BundleQuestion = {
  readonly riskLog: string
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
  const { riskLog, plan, stage, corridor, incidents, versions, configuration, nowMs } = asked
  const { tally, files } = await readLog(riskLog, asked.signal)
  const evidence = evidenceOf(tally)
  const question = { stage, corridor, incidents }
  const log = { name: basename(riskLog), records: tally.records, files }
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

type LogContent = { readonly tally: LogTally; readonly files: FileDigest[] }

/** Digests and counts of the same bytes: started over when the log is rotated meanwhile. */
async function readLog(path: string, signal: AbortSignal | undefined): Promise<LogContent> {
  for (let turn = 0; turn < 5; turn += 1) {
    const files = await logFiles(path)
    const tally = await tallyLog(files, signal === undefined ? {} : { signal })
    const digests: FileDigest[] = []
    for (const file of files) digests.push(await fileDigest(file, signal))
    if (onlyGrew(files, await logFiles(path))) return { tally, files: digests }
  }
  throw new UserError(`${path} is rotated faster than it can be read: copy it, and bundle the copy`)
}

function onlyGrew(before: readonly LogFile[], now: readonly LogFile[]): boolean {
  return (
    before.length === now.length &&
    before.every((file, i) => file.path === now[i]?.path && file.bytes <= now[i].bytes)
  )
}
