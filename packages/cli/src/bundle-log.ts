import process from 'node:process'
import { withStoredLog, type RiskLog } from '@partial-trust/analysis'
import { makeBundle } from '@partial-trust/analysis/evidence-bundle'
import { gitCommit } from '@partial-trust/engine'
import { loadConfigFile } from '@partial-trust/host'
import { loadPlan } from '@partial-trust/plan'
import { configurationDigest, policyFileInForce } from '@partial-trust/readiness/verification'
import { UserError, version } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { findRiskLog } from './risk-log.js'
import type { WrittenBundle } from './rollout-bundle/index.js'

type Flags = {
  readonly stage?: string
  readonly riskLog?: string
  readonly plan?: string
  readonly corridor?: string
  readonly incidents?: number
  readonly config?: string
}

/** The verdict on a log alone, with all it takes to derive it again. */
export async function bundleLog(flags: Flags, context: CliContext): Promise<WrittenBundle> {
  const { stage } = flags
  if (stage === undefined) {
    throw new UserError('--risk-log needs --stage NAME: a log does not say which is in force', 2)
  }
  const { cwd, env, signal } = context
  const { config } = await loadConfigFile(cwd, flags.config, context.embedded)
  const { plan } = loadPlan(cwd, flags.plan)
  const policyFile = policyFileInForce(env['LLM_POLICY_PATH'], cwd)
  const found = await findRiskLog(flags.riskLog, context)
  const isPipe = found.parts.some(({ packing }) => packing === 'pipe')
  const makeFrom = (findLog: () => Promise<RiskLog>): ReturnType<typeof makeBundle> =>
    makeBundle({
      findLog,
      plan,
      stage,
      corridor: flags.corridor ?? null,
      incidents: flags.incidents ?? 0,
      versions: { product: version, node: process.version, commit: gitCommit(cwd) },
      configuration: configurationDigest({ corridors: config.corridors, plan, policyFile }),
      nowMs: Date.now(),
      signal,
    })
  const { text, verdict, report, digest } = isPipe
    ? await withStoredLog(found, (stored) => makeFrom(() => Promise.resolve(stored)), signal)
    : await makeFrom(() => findRiskLog(flags.riskLog, context))
  return {
    text,
    digest,
    stage,
    verdict: verdict.verdict,
    source: '',
    counted: `${report.total_records} records`,
    answer: { records: report.total_records },
  }
}
