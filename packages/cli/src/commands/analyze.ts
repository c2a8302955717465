import { resolve } from 'node:path'
import { Option } from 'commander'
import { partKeysIn } from '@partial-trust/core'
import type { Plan, StageVerdict } from '@partial-trust/core'
import {
  allTime,
  analyzeLog,
  buildReport,
  isAllTime,
  missingLog,
  parseMoment,
  renderText,
  reportPage,
  selfTest,
  splitReport,
  splits,
  tallyMetrics,
  logTunings,
  usualMaxWrong,
  withStoredLog,
  renderTuning,
  type Analysis,
  type LogTally,
  type LogTunings,
  type TimeWindow,
} from '@partial-trust/analysis'
import {
  corridorOf,
  gateTally,
  renderVerdict,
  requirePartKeys,
  requireStageRecords,
} from '@partial-trust/analysis/verdict'
import { loadPlan } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import type { CliContext, RegisterCommand } from '../context.js'
import { cellsHelp, readCells } from '../cells-file.js'
import { openShare } from '../open-share.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'
import { writeOutput } from '../write-output.js'

type AnalyzeOptions = {
  readonly riskLog?: string
  readonly cells?: string
  readonly outputJson?: string
  readonly format: 'text' | 'json' | 'html'
  readonly json?: true
  readonly since?: string
  readonly until?: string
  readonly by?: string
  readonly plan?: string
  readonly stage?: string
  readonly corridor?: string
  readonly summary: boolean
  readonly maxWrong?: number
  readonly selfTest?: true
}

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
      const { name, ...analysis } =
        options.cells === undefined
          ? await ofLog(options, window, nowMs, context)
          : await ofCells(options, window, nowMs, context)
      const answer = judge(analysis, options, plan, nowMs)
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

/** What was counted, and what that certifies of confidence; null: not asked for. */
type Counted = Analysis & { readonly tuned: LogTunings | null }
type Named = Counted & { readonly name: string }

async function ofLog(
  { riskLog, summary, by, corridor, ...asked }: AnalyzeOptions,
  window: TimeWindow,
  nowMs: number,
  context: CliContext,
): Promise<Named> {
  const log = await findRiskLog(riskLog, context)
  const { signal, stderr } = context
  const options = { window, signal, summary, byPart: isOwnList(by), corridor }
  const maxWrong = maxWrongFor(asked)
  const counted =
    maxWrong === null
      ? { ...(await analyzeLog(log, nowMs, options)), tuned: null }
      : await withStoredLog(
          log,
          async (stored) => ({
            ...(await analyzeLog(stored, nowMs, options)),
            tuned: ofOne(await logTunings(stored, { maxWrong, window, signal }), corridor),
          }),
          signal,
        )
  if (log.parts.length === 0) stderr.write(`partial-trust: ${await missingLog(log.name)}\n`)
  return { name: log.name, ...counted }
}

/** The share that confidence is tuned for: it takes another look at the log, so only who shows it asks. */
function maxWrongFor({
  maxWrong,
  format,
  json,
}: Pick<AnalyzeOptions, 'maxWrong' | 'format' | 'json'>): number | null {
  return maxWrong ?? (format === 'html' && !json ? usualMaxWrong : null)
}

/** What holds of one corridor, where one was asked for. */
function ofOne(found: LogTunings, corridor: string | undefined): LogTunings {
  if (corridor === undefined) return found
  const isAsked = (one: { readonly corridor: string }): boolean => one.corridor === corridor
  return {
    ...found,
    tunings: found.tunings.filter(isAsked),
    earlier: found.earlier.filter(isAsked),
  }
}

async function ofCells(
  { riskLog, cells = '', maxWrong, corridor, stage }: AnalyzeOptions,
  window: TimeWindow,
  nowMs: number,
  context: CliContext,
): Promise<Named> {
  if (riskLog !== undefined || maxWrong !== undefined || !isAllTime(window)) {
    throw new UserError(
      '--cells takes no --risk-log, --since, --until or --max-wrong: cells are counted already',
      2,
    )
  }
  if (corridor !== undefined && stage === undefined) {
    throw new UserError('--corridor with --cells needs --stage: it says which corridor to judge', 2)
  }
  const { name, tally } = await readCells(cells, context)
  const report = buildReport(tally, nowMs)
  const note =
    'counted from cells: statuses, reasons, percentiles of latency and what is made of them are not in them'
  return { name, tally, tuned: null, report: { ...report, notes: [note, ...report.notes] } }
}

function runSelfTest(context: CliContext): void {
  for (const { name, problems } of selfTest()) {
    context.stdout.write(
      problems.length === 0 ? `ok    ${name}\n` : `WRONG ${name}: ${problems.join('; ')}\n`,
    )
    if (problems.length > 0) context.setExitCode(1)
  }
}

/** Whether the log is to be split by a closed list of the corridor's own. */
function isOwnList(by: string | undefined): by is string {
  return by !== undefined && !splits.some((split) => split === by)
}

type Answer = {
  readonly verdict: StageVerdict | null
  readonly split: ReturnType<typeof splitReport> | null
}

function judge(
  { tally }: Analysis,
  { by, stage, corridor }: AnalyzeOptions,
  plan: Plan | null,
  nowMs: number,
): Answer {
  if (isOwnList(by)) requirePartKeys(partKeysIn(tallyMetrics(tally), null), by, null)
  const asked = plan === null || stage === undefined ? null : { plan, stage, nowMs }
  const verdict = asked === null ? null : judgeStage(tally, asked, corridor ?? null)
  const split = by === undefined ? null : splitReport(tally, by, asked, verdict?.verdict ?? null)
  return { verdict, split }
}

/** A log without a record proves nothing; one with records of anything else was asked the wrong question. */
function judgeStage(
  tally: LogTally,
  asked: { readonly plan: Plan; readonly stage: string; readonly nowMs: number },
  corridor: string | null,
): StageVerdict {
  const verdict = gateTally(tally, { ...asked, corridor, incidents: 0 })
  requireStageRecords(tally, { ...asked, corridor: corridorOf(tally, corridor) })
  return verdict
}

function planFor({ plan, stage }: AnalyzeOptions, { cwd }: CliContext): Plan | null {
  if (stage !== undefined) return loadPlan(cwd, plan).plan
  if (plan === undefined) return null
  throw new UserError('--plan needs --stage: say which of its stages to judge', 2)
}

function asJson({ report, tuned }: Counted, { verdict, split }: Answer): Record<string, unknown> {
  return {
    ...report,
    ...(split === null ? {} : { by: split }),
    ...(verdict === null ? {} : { gate: verdict }),
    ...(tuned === null ? {} : { tune: tuned }),
  }
}

function asText({ report, tuned }: Counted, { verdict, split }: Answer, path: string): string {
  const gate = verdict === null ? '' : `\n${renderVerdict(verdict)}`
  const confidence = tuned === null ? '' : `\n${tuningText(tuned, path)}`
  return `${renderText(report, path, split)}${gate}${confidence}`
}

function tuningText({ tunings, withheld }: LogTunings, path: string): string {
  if (withheld !== null) return `Confidence: ${withheld}.\n`
  if (tunings.length === 0) return 'No compared candidate stated a confidence: nothing to tune.\n'
  return tunings.map((tuning) => renderTuning(tuning, `by ${path}`)).join('\n')
}

function timeWindow({ since, until }: AnalyzeOptions, nowMs: number): TimeWindow {
  const window = {
    sinceMs: since === undefined ? allTime.sinceMs : parseMoment('--since', since, nowMs),
    untilMs: until === undefined ? allTime.untilMs : parseMoment('--until', until, nowMs),
  }
  if (window.sinceMs < window.untilMs) return window
  throw new UserError('--since must be earlier than --until: no record can lie in between', 2)
}
