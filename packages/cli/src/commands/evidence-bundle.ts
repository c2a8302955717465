import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkBundle, isRolloutBundle, renderCheck } from '@partial-trust/analysis/evidence-bundle'
import { missingLog, withStoredLog, type RiskLog } from '@partial-trust/analysis'
import { messageOf, UserError } from '@partial-trust/settings'
import { bundleLog } from '../bundle-log.js'
import type { CliContext, RegisterCommand } from '../context.js'
import { findRiskLog } from '../risk-log.js'
import { refuseForRollout } from '../refuse-for-rollout.js'
import { bundleRollout, sayRolloutCheck } from '../rollout-bundle/index.js'
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
      'Put the verdict on the rollout in force (or with --risk-log on that log alone), the counts it follows from, plots, plan, digest of the configuration and versions into one file; --check derives it all again, offline',
    )
    .option('-o, --output <file>', 'the bundle to write')
    .option('--check <file>', 'a bundle to check: exit 1 names what does not follow')
    .option('--stage <name>', 'with --risk-log: a stage of the plan')
    .option(
      '--risk-log <path>',
      'bundle this log alone, and not the rollout in force; with --check, count it again',
    )
    .option(
      '--plan <file>',
      'with --risk-log; default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'needed where there are several')
    .option(
      '--incidents <count>',
      'with --risk-log: incidents reported against the stage',
      wholeNumber,
    )
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--json', 'print the answer as JSON')
    .addHelpText(
      'after',
      `
Without --risk-log the verdict is the one of \`gate\`, \`status\` and \`promote\`: the rollout in force, all processes'
counts, the plan stored with it, incidents and closings. A bundle holds sums only: no id, no text of a command or a
model. By itself it can only be shown to follow from its own counts: keep the printed digest elsewhere, and hold its
audit entry against \`partial-trust audit\`; a log's bundle is held against the log with --risk-log.

Examples:
  $ partial-trust evidence-bundle -o canary.bundle.json
  $ partial-trust evidence-bundle --check canary.bundle.json
  $ partial-trust evidence-bundle --risk-log logs/partial_trust_risk.jsonl --stage canary -o log.bundle.json`,
    )
    .action(async (flags: Flags) => {
      if (flags.check === undefined) await make(flags, context)
      else await check(flags.check, flags, context)
    })
}

async function make(flags: Flags, context: CliContext): Promise<void> {
  const { output } = flags
  if (output === undefined) {
    throw new UserError('give -o FILE to write a bundle, or --check FILE', 2)
  }
  if (flags.riskLog === undefined) refuseForRollout(flags, '--risk-log')
  const { text, ...made } =
    flags.riskLog === undefined
      ? await bundleRollout(flags, context)
      : await bundleLog(flags, context)
  const file = resolve(context.cwd, output)
  writeOutput(file, text, 'the bundle')
  const { verdict, stage, counted, digest } = made
  const answer = { file, verdict, ...made.answer, digest }
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify(answer, null, 2)}\n`
      : `${made.source}wrote ${output}: ${stage} is ${verdict} by ${counted}\ndigest ${digest}\n`,
  )
}

async function check(path: string, flags: Flags, context: CliContext): Promise<void> {
  for (const name of ['stage', 'output', 'plan', 'corridor', 'incidents', 'config'] as const) {
    if (flags[name] === undefined) continue
    throw new UserError(`--check takes no --${name}: the bundle itself says what it is about`, 2)
  }
  const { riskLog, json } = flags
  const text = read(resolve(context.cwd, path))
  if (isRolloutBundle(text)) {
    if (riskLog !== undefined) {
      throw new UserError(
        `${path} is of a rollout: all processes counted for it, so no log alone can confirm it; leave out --risk-log`,
        2,
      )
    }
    return sayRolloutCheck(text, path, json === true, context)
  }
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
    const reason = messageOf(error)
    throw new UserError(`the bundle ${path} cannot be read: ${reason}`)
  }
}
