import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import process from 'node:process'
import { missingLog, withStoredLog, type RiskLog } from '@partial-trust/analysis'
import { loadConfigFile } from '@partial-trust/host'
import { gitCommit } from '@partial-trust/engine'

import { loadPlan } from '@partial-trust/plan'
import { checkBundle, makeBundle, renderCheck } from '@partial-trust/analysis/evidence-bundle'
import { configurationDigest, policyFileInForce } from '@partial-trust/readiness/verification'
import { UserError } from '@partial-trust/settings'
import { version } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { wholeNumber } from '../whole-number.js'
import { writeOutput } from '../write-output.js'

type Flags = {
  readonly stage?: string
  readonly output?: string
  readonly check?: string
  readonly riskLog?: string
  readonly plan?: string
  readonly corridor?: string
  readonly incidents?: number
  readonly config?: string
  readonly json?: true
}

/** `evidence-bundle`: a stage's verdict with all it takes to derive it again. */
export const registerEvidenceBundle: RegisterCommand = (program, context) => {
  program
    .command('evidence-bundle')
    .description(
      "Put a stage's verdict, the counts it follows from, plots, digests of log and configuration and versions into one file; --check derives it all again, offline",
    )
    .option('--stage <name>', 'a stage of the plan')
    .option('-o, --output <file>', 'the bundle to write')
    .option('--check <file>', 'a bundle to check: exit 1 names what does not follow')
    .option('--risk-log <path>', `${riskLogHelp}; with --check, count it again`)
    .option(
      '--plan <file>',
      'default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where the log holds several')
    .option('--incidents <count>', 'incidents reported against the stage', wholeNumber)
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
A bundle holds sums only: no id, no text of a command or a model. By itself it can only be shown to follow
from its own counts; with --risk-log the counts are held against the log. Keep the printed digest elsewhere.

Examples:
  $ partial-trust evidence-bundle --stage canary -o canary.bundle.json
  $ partial-trust evidence-bundle --check canary.bundle.json --risk-log logs/partial_trust_risk.jsonl`,
    )
    .action(async (flags: Flags) => {
      if (flags.check === undefined) await make(flags, context)
      else await check(flags.check, flags, context)
    })
}

async function make(flags: Flags, context: CliContext): Promise<void> {
  const { stage, output } = flags
  if (stage === undefined || output === undefined) {
    throw new UserError('give --stage NAME and -o FILE to write a bundle, or --check FILE', 2)
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
  const made = isPipe
    ? await withStoredLog(found, (stored) => makeFrom(() => Promise.resolve(stored)), signal)
    : await makeFrom(() => findRiskLog(flags.riskLog, context))
  const file = resolve(cwd, output)
  writeOutput(file, made.text, 'the bundle')
  const { verdict, report, digest } = made
  const answer = { file, verdict: verdict.verdict, records: report.total_records, digest }
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify(answer, null, 2)}\n`
      : `wrote ${output}: ${stage} is ${verdict.verdict} by ${report.total_records} records\ndigest ${digest}\n`,
  )
}

async function check(path: string, flags: Flags, context: CliContext): Promise<void> {
  for (const name of ['stage', 'output', 'plan', 'corridor', 'incidents', 'config'] as const) {
    if (flags[name] === undefined) continue
    throw new UserError(`--check takes no --${name}: the bundle itself says what it is about`, 2)
  }
  const { riskLog, json } = flags
  const text = read(resolve(context.cwd, path))
  const { signal } = context
  const checked =
    riskLog === undefined
      ? await checkBundle(text, path, { signal })
      : await withStoredLog(
          await requireLog(riskLog, context),
          (log) => checkBundle(text, path, { riskLog: log, signal }),
          signal,
        )
  context.stdout.write(
    json === true ? `${JSON.stringify(checked, null, 2)}\n` : renderCheck(checked, path),
  )
  if (checked.result === 'FAIL') context.setExitCode(1)
}

/** What is not there can confirm nothing. */
async function requireLog(path: string, context: CliContext): Promise<RiskLog> {
  const log = await findRiskLog(path, context)
  if (log.parts.length > 0) return log
  throw new UserError(await missingLog(log.name))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`the bundle ${path} cannot be read: ${reason}`)
  }
}
