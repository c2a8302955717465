import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { readOutcomes, tuneLog, type LogTuning } from '@partial-trust/analysis'
import type { RegisterCommand } from '../context.js'
import { textTable } from '../text-table.js'
import { findRiskLog, riskLogHelp } from '../risk-log.js'

type TuneOptions = {
  readonly maxWrong: number
  readonly corridor?: string
  readonly riskLog?: string
  readonly outcomes?: string
  readonly epoch?: string
  readonly kind?: string
  readonly json?: true
}

const exitCodes: { readonly [kind in LogTuning['kind']]: number } = {
  certified: 0,
  not_yet: 10,
  impossible: 20,
}

/** `tune`: the loosest confidence threshold with a certificate. */
export const registerTune: RegisterCommand = (program, context) => {
  program
    .command('tune')
    .description(
      'The loosest confidence threshold that is certified to let at most so many wrong candidates through: exit 0 with it, 10 not yet (how many more), 20 impossible (why)',
    )
    .requiredOption(
      '--max-wrong <share>',
      'most wrong ones among those that pass, e.g. 0.02',
      share,
    )
    .option('--corridor <intent>', 'needed where the log holds several')
    .option('--risk-log <path>', riskLogHelp)
    .option(
      '--outcomes <path>',
      'JSON lines {"command_id": "…", "outcome": "undone"|"confirmed"}: what is known better than by comparing',
    )
    .option('--epoch <fingerprint>', 'default: the latest')
    .option('--kind <name>', 'kind of confidence, needed where an epoch has several')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Wrong means: of another intent or decision than the baseline's, unless outcomes are reported. The certificate holds
however often one asks, at 95 %; epochs and kinds of confidence are never put together. See docs/gates.md.

Example:
  $ partial-trust tune --corridor add_shopping_item --max-wrong 0.02 --risk-log logs/partial_trust_risk.jsonl`,
    )
    .action(async ({ maxWrong, corridor, riskLog, outcomes, epoch, kind, json }: TuneOptions) => {
      const tuning = await tuneLog(await findRiskLog(riskLog, context), {
        corridor: corridor ?? null,
        epoch: epoch ?? null,
        kind: kind ?? null,
        maxWrong,
        outcomes: outcomes === undefined ? null : readOutcomes(resolve(context.cwd, outcomes)),
        signal: context.signal,
      })
      context.stdout.write(json ? `${JSON.stringify(tuning, null, 2)}\n` : asText(tuning, maxWrong))
      context.setExitCode(exitCodes[tuning.kind])
    })
}

function asText(tuning: LogTuning, maxWrong: number): string {
  const { corridor, epoch, confidence_kind: kind, compared, rows } = tuning
  const cells = rows.map((row) => [
    String(row.threshold),
    `${row.s} of ${row.n}`,
    percent(row.upper),
    percent(row.passes),
    row.spend.toPrecision(2),
    row.certified ? 'certified' : row.needs === null ? 'never at this rate' : `${row.needs} more`,
  ])
  return [
    `${corridor}: ${answer(tuning, maxWrong)}`,
    `  epoch ${epoch ?? '(none named)'}, confidence ${kind ?? 'of a kind the records do not name'}, ${compared} candidates compared in ${tuning.days.toFixed(1)} days`,
    '',
    textTable(['threshold', 'wrong', 'at most', 'passes', 'spends', 'says'], cells),
  ].join('\n')
}

function answer(tuning: LogTuning, maxWrong: number): string {
  switch (tuning.kind) {
    case 'certified':
      return `a confidence of at least ${tuning.loosest} is certified to be wrong in at most ${percent(maxWrong)}`
    case 'not_yet':
      return tuning.more !== null
        ? `not yet: about ${tuning.more} more compared candidates until a threshold is certified`
        : 'not yet, and at the present rates it takes more than a thousand million candidates'
    case 'impossible':
      return `impossible: ${tuning.reason}`
  }
}

function percent(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`
}

function share(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError('a share between 0 and 1 is wanted, such as 0.02')
  }
  return value
}
