import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Option } from 'commander'
import {
  allTime,
  analyzeLog,
  parseMoment,
  renderText,
  type TimeWindow,
} from '../../analysis/index.js'
import { variables } from '../../config/index.js'
import { UserError } from '../../user-error.js'
import type { CliContext, RegisterCommand } from '../context.js'

type AnalyzeOptions = {
  readonly riskLog?: string
  readonly outputJson?: string
  readonly format: 'text' | 'json'
  readonly since?: string
  readonly until?: string
  readonly summary: boolean
}

/** `analyze`: what a risk log says. */
export const registerAnalyze: RegisterCommand = (program, context) => {
  program
    .command('analyze')
    .description(
      'Analyze a risk log and the files rotated out of it (PATH.1, PATH.2, …): rates with bounds that hold however often one looks, latency, reasons, stages and epochs',
    )
    .option('--risk-log <path>', 'the log; default: $PARTIAL_TRUST_RISK_LOG_PATH')
    .option('--output-json <path>', 'also write the JSON report to a file')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['text', 'json']).default('text'),
    )
    .option('--since <time>', 'only records from this time on: ISO 8601, or an age such as 24h, 7d')
    .option('--until <time>', 'only records before this time')
    .option('--no-summary', 'neither use nor keep PATH.summary')
    .addHelpText(
      'after',
      `
A missing or empty log is no error: its report holds zeros and nulls. Of a log above 32 MiB a summary
is kept beside it (PATH.summary), so that the next analysis reads only what was added; it is checked
against the log before use and can be deleted at any time.

Example:
  $ partial-trust analyze --risk-log logs/partial_trust_risk.jsonl --format json`,
    )
    .action(async (options: AnalyzeOptions) => {
      const nowMs = Date.now()
      const path = riskLogPath(options.riskLog, context)
      const window = timeWindow(options, nowMs)
      const { report } = await analyzeLog(path, nowMs, {
        window,
        signal: context.signal,
        summary: options.summary,
      })
      const json = `${JSON.stringify(report, null, 2)}\n`
      if (options.outputJson !== undefined) {
        await writeReport(resolve(context.cwd, options.outputJson), json)
      }
      context.stdout.write(options.format === 'json' ? json : renderText(report, path))
    })
}

/** The log a command reads: as told, else as the environment says, else the default. */
export function riskLogPath(given: string | undefined, { env, cwd }: CliContext): string {
  const name = given ?? env['PARTIAL_TRUST_RISK_LOG_PATH']
  const fallback = variables.PARTIAL_TRUST_RISK_LOG_PATH.default
  return resolve(cwd, name === undefined || name.trim() === '' ? fallback : name)
}

function timeWindow({ since, until }: AnalyzeOptions, nowMs: number): TimeWindow {
  const window = {
    sinceMs: since === undefined ? allTime.sinceMs : parseMoment('--since', since, nowMs),
    untilMs: until === undefined ? allTime.untilMs : parseMoment('--until', until, nowMs),
  }
  if (window.sinceMs < window.untilMs) return window
  throw new UserError('--since must be earlier than --until: no record can lie in between', 2)
}

async function writeReport(path: string, json: string): Promise<void> {
  try {
    await writeFile(path, json)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`the report cannot be written: ${reason}`)
  }
}
