import type { Plan, StageVerdict } from '@partial-trust/core'
import type { RiskLog } from '../log/log-part.js'
import { tallyLog } from '../log/tally-log.js'
import { readPlanJson } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import { bundleShape, type Bundle } from './bundle.js'
import { notBundle, parseBundleText, textDifferences } from './bundle-text.js'
import { evidenceOf } from './counted-evidence.js'
import { derive, type Derivation } from './derive.js'
import { differences, type Difference } from './differences.js'
import { findFiles } from './log-digests.js'
import { pageDifference } from './page-difference.js'

export type CheckedBundle = {
  readonly result: 'PASS' | 'FAIL'
  readonly created_at: string
  readonly versions: Bundle['versions']
  readonly configuration: string
  readonly digest: string
  /** The verdict that follows from the bundle's counts; null when none can be derived. */
  readonly verdict: StageVerdict | null
  /** Whether the log itself was counted again; the bundle alone can only agree with itself. */
  readonly log: 'recounted' | 'differs' | 'not asked'
  readonly differences: readonly Difference[]
}

export type CheckOptions = {
  /** The risk log, to hold the bundle's counts against. */
  readonly riskLog?: RiskLog
  readonly signal?: AbortSignal
}

/**
 * Derives verdict, report and page again from a bundle's counts and names what differs.
 *
 * @param name Stands in messages.
 * @throws {UserError} when the text is no evidence bundle.
 */
export async function checkBundle(
  text: string,
  name: string,
  { riskLog, signal }: CheckOptions = {},
): Promise<CheckedBundle> {
  const raw = parseBundleText(text, name)
  const parsed = bundleShape.safeParse(raw)
  if (!parsed.success) throw notBundle(name, parsed.error)
  const bundle = parsed.data
  const { derived, found: inside } = fromCounts(bundle)
  const outside = riskLog === undefined ? null : await fromLog(bundle, riskLog, signal)
  const found = [...textDifferences(text, raw, bundle.digest), ...inside, ...(outside ?? [])]
  return {
    result: found.length === 0 ? 'PASS' : 'FAIL',
    created_at: bundle.created_at,
    versions: bundle.versions,
    configuration: bundle.configuration,
    digest: bundle.digest,
    verdict: derived?.verdict ?? null,
    log: outside === null ? 'not asked' : outside.length === 0 ? 'recounted' : 'differs',
    differences: found,
  }
}

function fromCounts(bundle: Bundle): { derived: Derivation | null; found: Difference[] } {
  const { evidence, question, log, created_at } = bundle
  try {
    const plan: Plan = readPlanJson(bundle.plan, 'plan')
    const nowMs = Date.parse(created_at)
    const derived = derive({ evidence, plan, question, logName: log.name, nowMs })
    const { verdict, report } = asJson(derived)
    const found = [
      ...differences('plan', bundle.plan, plan),
      ...differences('log.records', log.records, evidence.records),
      ...differences('verdict', bundle.verdict, verdict),
      ...differences('report', bundle.report, report),
      ...pageDifference(bundle.page, derived.page),
    ]
    return { derived, found }
  } catch (error) {
    // Counts or a plan that the product could not have written.
    if (!(error instanceof UserError || error instanceof RangeError)) throw error
    return {
      derived: null,
      found: [{ where: 'verdict', what: `cannot be derived: ${error.message}` }],
    }
  }
}

async function fromLog(
  bundle: Bundle,
  riskLog: RiskLog,
  signal: AbortSignal | undefined,
): Promise<Difference[]> {
  const { files } = bundle.log
  const { covered, missing, extra } = await findFiles(files, riskLog.parts, signal)
  const found = [
    ...missing.map(({ name, bytes }) => ({
      where: 'log.files',
      what: `no file of ${riskLog.name} starts with the ${bytes} bytes that ${name} held: it was changed, removed or cut`,
    })),
    ...extra.map((path) => ({
      where: 'log.files',
      what: `${path} is part of the log but not of the bundle`,
    })),
  ]
  if (missing.length > 0) return found
  const tally = await tallyLog(
    { ...riskLog, parts: covered },
    signal === undefined ? {} : { signal },
  )
  return [...found, ...differences('evidence', bundle.evidence, evidenceOf(tally))]
}

/** As it reads once written. */
function asJson({ verdict, report }: Derivation): { verdict: unknown; report: unknown } {
  const text = JSON.stringify({ verdict, report })
  return JSON.parse(text)
}
