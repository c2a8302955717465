import { resolve } from 'node:path'
import {
  Calibrator,
  readAttempts,
  readOutcomes,
  tallyLog,
  withStoredLog,
  type Calibration,
  type CalibrationFilter,
  type LogTally,
  type ReportedOutcomes,
  type RiskLog,
} from '@partial-trust/analysis'
import { corridorOf, listed, requireRecords } from '@partial-trust/analysis/verdict'
import { idPseudonym } from '@partial-trust/engine'
import { readConfig, UserError } from '@partial-trust/settings'
import type { RegisterCommand } from '../context.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'

type CalibrateOptions = {
  readonly riskLog?: string
  readonly outcomes?: string
  readonly corridor?: string
  readonly epoch?: string
  readonly kind?: string
  readonly json?: true
}
type Reliability = Calibration['agreement']

/** `calibrate`: whether stated confidence means anything. */
export const registerCalibrate: RegisterCommand = (program, context) => {
  program
    .command('calibrate')
    .description(
      'Does the confidence that candidates state mean anything? Against agreement with the baseline and, given --outcomes, against what was undone',
    )
    .option('--risk-log <path>', riskLogHelp)
    .option(
      '--outcomes <path>',
      'JSON lines {"command_id": "…", "outcome": "undone"|"confirmed"}, ids as in the log',
    )
    .option('--corridor <intent>', 'only candidates of this corridor')
    .option('--epoch <fingerprint>', 'only candidates of this epoch (model, prompt, schema, rules)')
    .option('--kind <kind>', 'only confidence of this kind; needed where there are several')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Bounds hold for all ranges together at 95 %, however often one looks. Agreement with the baseline is no truth:
where the candidate is the better of the two, it counts as wrong.

Example:
  $ partial-trust calibrate --risk-log logs/partial_trust_risk.jsonl --outcomes outcomes.jsonl`,
    )
    .action(async ({ riskLog, outcomes, corridor, epoch, kind, json }: CalibrateOptions) => {
      const reported =
        outcomes === undefined
          ? null
          : readOutcomes(
              resolve(context.cwd, outcomes),
              idPseudonym(readConfig(context.env, null).idKey),
            )
      const log = await findRiskLog(riskLog, context)
      const filter = { corridor: corridor ?? null, epoch: epoch ?? null, kind: kind ?? null }
      const { signal } = context
      const result = await withStoredLog(
        log,
        (stored) => calibrate(stored, reported, filter, signal),
        signal,
      )
      context.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : asText(result))
    })
}

async function calibrate(
  log: RiskLog,
  reported: ReportedOutcomes | null,
  filter: CalibrationFilter,
  signal: AbortSignal,
): Promise<Calibration> {
  const tally = await tallyLog(log, { signal })
  await requireRecords(log, tally)
  if (filter.corridor !== null) corridorOf(tally, filter.corridor)
  if (filter.epoch !== null) requireEpoch(tally, filter.epoch)
  const calibrator = new Calibrator(reported, filter, tally.holes)
  for await (const { observation } of readAttempts(log, [], signal)) calibrator.add(observation)
  requireKind(calibrator.kinds, filter.kind ?? null)
  return calibrator.result()
}

function requireEpoch(tally: LogTally, asked: string): void {
  const found = new Map<string, number>()
  for (const { cohort, records } of tally.cohorts) {
    const name = cohort.epoch ?? '(none)'
    found.set(name, (found.get(name) ?? 0) + records)
  }
  if (found.has(asked)) return
  throw new UserError(`the log holds no record of the epoch ${asked}; it holds ${listed(found)}`)
}

/** A stated figure means what its kind says: two of them in one table would mean nothing. */
function requireKind(kinds: ReadonlyMap<string, number>, asked: string | null): void {
  if (asked !== null && kinds.size > 0 && !kinds.has(asked)) {
    throw new UserError(`no candidate states a confidence of kind ${asked}; it is ${listed(kinds)}`)
  }
  if (asked === null && kinds.size > 1) {
    throw new UserError(
      `the log holds several kinds of confidence (${listed(kinds)}), which are never mixed; choose one with --kind`,
    )
  }
}

function asText({ attempts, stated, agreement, outcomes, notes }: Calibration): string {
  return [
    `${stated} of ${attempts} candidates state a confidence`,
    ...part('against agreement with the baseline', agreement),
    ...(outcomes === null ? [] : part('against reported outcomes', outcomes)),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${note}`)]),
    '',
  ].join('\n')
}

function part(title: string, reliability: Reliability): string[] {
  const { bins, verdict, because, level, level_because: levelBecause } = reliability
  const rows = bins.map(({ from, to, n, stated, right, lower, upper }) =>
    stated === null || right === null || lower === null || upper === null
      ? `  ${`${from} to ${to}`.padEnd(12)}no data`
      : `  ${`${from} to ${to}`.padEnd(12)}${percent(stated)}  ${percent(right)}  (${percent(lower).trim()} to ${percent(upper).trim()}) of ${n}`,
  )
  return [
    '',
    `${title}: ${verdict}`,
    `  ${because}`,
    ...(level === null ? [] : [`  stated figures: ${level}; ${levelBecause ?? ''}`]),
    '',
    '  range        stated     right  bounds',
    ...rows,
  ]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(8)
}
