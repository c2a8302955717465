import { resolve } from 'node:path'
import process from 'node:process'
import { InvalidArgumentError } from 'commander'
import { loadConfigFile } from '@partial-trust/host'
import { gitCommit } from '@partial-trust/engine'
import { loadPlan } from '@partial-trust/plan'
import {
  configurationDigest,
  policyFileInForce,
  reportMarkdown,
  reportPath,
  verify,
} from '@partial-trust/readiness/verification'
import type { VerificationReport } from '@partial-trust/readiness/verification'
import { version } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { writeOutput } from '../write-output.js'

type VerifyFlags = {
  readonly output: string
  readonly seed: number
  readonly decisions: number
  readonly json?: true
  readonly config?: string
  readonly plan?: string
}

export const registerVerify: RegisterCommand = (program, context) => {
  program
    .command('verify')
    .description('run the four acceptance criteria live and write the verification report')
    .option('--output <file>', 'the report, with its JSON beside it', reportPath)
    .option('--seed <n>', 'names the run: same seed, same canaries', wholeNumber, 1)
    .option('--decisions <n>', 'decisions under each fault', wholeNumber, 40)
    .option('--json', 'print the report as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .option('--plan <file>', 'rollout plan')
    .addHelpText(
      'after',
      '\nExits 1 when a criterion fails. The model is simulated, behind a real HTTP endpoint.' +
        '\n\nExample:\n  $ partial-trust verify --output /tmp/verification-report.md',
    )
    .action(async (flags: VerifyFlags) => {
      const { config: file } = await loadConfigFile(context.cwd, flags.config, context.embedded)
      const { plan } = loadPlan(context.cwd, flags.plan)
      const criteria = await verify({
        seed: flags.seed,
        decisionsPerFault: flags.decisions,
        canaries: 500,
        onProgress: (line) => void context.stderr.write(`${line}\n`),
      })
      const policyFile = policyFileInForce(context.env['LLM_POLICY_PATH'], context.cwd)
      const report: VerificationReport = {
        verified_at: new Date().toISOString(),
        passed: criteria.every(({ passed }) => passed),
        seed: flags.seed,
        version,
        node: process.version,
        commit: gitCommit(context.cwd),
        configuration: configurationDigest({ corridors: file.corridors, plan, policyFile }),
        criteria,
      }
      const output = resolve(context.cwd, flags.output)
      writeOutput(output, reportMarkdown(report), 'the report')
      writeOutput(jsonBeside(output), `${JSON.stringify(report, null, 2)}\n`, 'the report')
      context.stderr.write(`${report.passed ? 'VERIFIED' : 'NOT VERIFIED'}: ${flags.output}\n`)
      if (flags.json === true) context.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      if (!report.passed) context.setExitCode(1)
    })
}

/** Where the machine-readable report stands. */
function jsonBeside(markdown: string): string {
  return markdown.endsWith('.md') ? `${markdown.slice(0, -3)}.json` : `${markdown}.json`
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) < 1) {
    throw new InvalidArgumentError('must be a whole number, 1 or more')
  }
  return Number(text)
}
