import { resolve } from 'node:path'
import process from 'node:process'
import { InvalidArgumentError } from 'commander'
import { loadConfigFile } from '@partial-trust/host'
import {
  epochsOf,
  firstProblem,
  jsonBeside,
  reportMarkdown,
  reportPath,
  verify,
} from '@partial-trust/readiness/verification'
import type { VerificationReport } from '@partial-trust/readiness/verification'
import { version } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { requireWritable, writeOutput } from '../write-output.js'

type VerifyFlags = {
  readonly output: string
  readonly seed: number
  readonly decisions: number
  readonly json?: true
  readonly config?: string
}

export const registerVerify: RegisterCommand = (program, context) => {
  program
    .command('verify')
    .description(
      'hold every registered corridor to the four acceptance criteria and write the report',
    )
    .option('--output <file>', 'the report, with its JSON beside it', reportPath)
    .option('--seed <n>', 'names the run: same seed, same canaries', wholeNumber, 1)
    .option('--decisions <n>', 'most decisions under each fault', wholeNumber, 3)
    .option('--json', 'print the report as JSON')
    .option('--config <file>', 'configuration file that registers the corridors')
    .addHelpText(
      'after',
      '\nExits 1 when a corridor fails a criterion or cannot be driven. Whom it asks is simulated, behind a' +
        '\nreal HTTP endpoint where it asks the LLM policy; give the definition `examples` to drive it with.' +
        '\n\nExample:\n  $ partial-trust verify --output /tmp/verification-report.md',
    )
    .action(async (flags: VerifyFlags) => {
      const output = resolve(context.cwd, flags.output)
      requireWritable(output, 'the report')
      const { config: file } = await loadConfigFile(context.cwd, flags.config, context.embedded)
      const { corridors } = file
      const epochs = await epochsOf(corridors, context)
      const verified = await verify({
        corridors,
        seed: flags.seed,
        decisionsPerFault: flags.decisions,
        canaries: 100,
        onProgress: (line) => void context.stderr.write(`${line}\n`),
      })
      const report: VerificationReport = {
        verified_at: new Date().toISOString(),
        passed: verified.length > 0 && verified.every(({ passed }) => passed),
        seed: flags.seed,
        version,
        node: process.version,
        corridors: verified.map(({ intent, version: its, passed, problem, criteria }) => ({
          intent,
          version: its,
          epoch: epochs.find((one) => one.intent === intent)?.epoch ?? '',
          passed,
          problem,
          criteria: [...criteria].map((one) => ({ ...one, failures: [...one.failures] })),
        })),
      }
      writeOutput(output, reportMarkdown(report), 'the report')
      writeOutput(jsonBeside(output), `${JSON.stringify(report, null, 2)}\n`, 'the report')
      context.stderr.write(`${report.passed ? 'VERIFIED' : 'NOT VERIFIED'}: ${flags.output}\n`)
      if (flags.json !== true) context.stdout.write(`${report.corridors.map(lineOf).join('\n')}\n`)
      if (flags.json === true) context.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
      if (!report.passed) context.setExitCode(1)
    })
}

function lineOf(corridor: VerificationReport['corridors'][number]): string {
  const { intent, version: its, epoch, passed } = corridor
  const result = passed ? 'VERIFIED' : `NOT VERIFIED: ${firstProblem(corridor)}`
  return `${intent} (version ${its}, epoch ${epoch}): ${result}`
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) < 1) {
    throw new InvalidArgumentError('must be a whole number, 1 or more')
  }
  return Number(text)
}
