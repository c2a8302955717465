import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Plan } from '@partial-trust/core'
import {
  allTime,
  parseMoment,
  reportPage,
  selfTest,
  splits,
  usualMaxWrong,
} from '@partial-trust/analysis'
import type { TimeWindow } from '@partial-trust/analysis'
import { loadPlan } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import type { AnalyzeOptions } from '../analyze/analyze-options.js'
import { answerOf, asJson, asText } from '../analyze/answer-of.js'
import { countSource } from '../analyze/count-source.js'
import { cellsHelp } from '../cells-file.js'
import type { CliContext, RegisterCommand } from '../context.js'
import { openShare } from '../open-share.js'
import { riskLogHelp } from '../risk-log.js'
import { writeOutput } from '../write-output.js'

/** `analyze`: what a risk log says. */
export const registerAnalyze: RegisterCommand = (program, context) => {
  program
    .command('analyze')
    .description(
      'Analyze a risk log and the files rotated out of it (PATH.1, PATH.2.gz, PATH-20260305.zst, …): rates with bounds that hold however often one looks, latency, reasons, stages and epochs',
    )
    .option('--risk-log <path>', riskLogHelp)
    .option('--cells <file>', cellsHelp)
    .option('--output-json <path>', 'also write the JSON report to a file')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['text', 'json', 'html'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .option('--since <time>', 'only records from this time on: ISO 8601, or an age such as 24h, 7d')
    .option('--until <time>', 'only records before this time')
    .option(
      '--by <property>',
      `also show the parts of the log: ${splits.join(', ')}, or a closed list of the corridor's own`,
    )
    .option('--stage <name>', 'also judge this stage of the plan')
    .option(
      '--plan <file>',
      'with --stage; default: partial-trust.plan.yaml in this directory, else the built-in plan',
    )
    .option('--corridor <intent>', 'only this corridor’s records; default: all that the log holds')
    .option(
      '--max-wrong <share>',
      `also find the loosest confidence threshold that lets at most so many wrong candidates through, as \`tune\` does; the HTML report asks for ${usualMaxWrong} where nobody says`,
      openShare,
    )
    .option('--no-summary', 'neither use nor keep PATH.summary')
    .option('--self-test', 'read no log; check the analyzer itself on logs with known answers')
    .addHelpText(
      'after',
      `
A missing or empty log is no error: its report holds zeros and nulls. Of a log above 32 MiB a summary
is kept beside it (PATH.summary), so that the next analysis reads only what was added; it is checked
against the log before use and can be deleted at any time.

Example:
  $ partial-trust analyze --risk-log logs/partial_trust_risk.jsonl --format html --stage canary > report.html`,
    )
    .action(async (options: AnalyzeOptions) => {
      context.spareMemory?.()
      if (options.selfTest) {
        runSelfTest(context)
        return
      }
      const nowMs = Date.now()
      const plan = planFor(options, context)
      const window = timeWindow(options, nowMs)
      const { name, ...analysis } = await countSource(options, window, nowMs, context)
      const answer = answerOf(analysis, options, plan, nowMs)
      const json = `${JSON.stringify(asJson(analysis, answer), null, 2)}\n`
      if (options.outputJson !== undefined) {
        writeOutput(resolve(context.cwd, options.outputJson), json, 'the report')
      }
      const corridor = options.corridor ?? null
      const page = { ...analysis, ...answer, source: name, nowMs, plan, corridor }
      context.stdout.write(
        options.format === 'json' || options.json
          ? json
          : options.format === 'html'
            ? reportPage(page)
            : asText(analysis, answer, name),
      )
    })
}

function runSelfTest(context: CliContext): void {
  for (const { name, problems } of selfTest()) {
    context.stdout.write(
      problems.length === 0 ? `ok    ${name}\n` : `WRONG ${name}: ${problems.join('; ')}\n`,
    )
    if (problems.length > 0) context.setExitCode(1)
  }
}

function planFor({ plan, stage }: AnalyzeOptions, { cwd }: CliContext): Plan | null {
  if (stage !== undefined) return loadPlan(cwd, plan).plan
  if (plan === undefined) return null
  throw new UserError('--plan needs --stage: say which of its stages to judge', 2)
}

function timeWindow({ since, until }: AnalyzeOptions, nowMs: number): TimeWindow {
  const window = {
    sinceMs: since === undefined ? allTime.sinceMs : parseMoment('--since', since, nowMs),
    untilMs: until === undefined ? allTime.untilMs : parseMoment('--until', until, nowMs),
  }
  if (window.sinceMs < window.untilMs) return window
  throw new UserError('--since must be earlier than --until: no record can lie in between', 2)
}
