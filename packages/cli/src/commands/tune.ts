import { InvalidArgumentError, Option } from 'commander'
import { renderTuning, tuningPage } from '@partial-trust/analysis'
import type { ChosenTuning } from '@partial-trust/core'
import { decideConfidence, foundBy } from '@partial-trust/control'
import { UserError } from '@partial-trust/settings'
import { runChange } from '../change-command.js'
import type { RegisterCommand } from '../context.js'
import { openShare } from '../open-share.js'
import { riskLogHelp } from '../risk-log.js'
import { findTuning, type TuningSource } from '../find-tuning.js'

type TuneOptions = TuningSource & {
  readonly format: 'text' | 'html'
  readonly json?: true
  readonly apply?: true
  readonly atLeast?: number
  readonly reason?: string
  readonly by?: string
}

const exitCodes: { readonly [kind in ChosenTuning['kind']]: number } = {
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
      openShare,
    )
    .option('--corridor <intent>', 'needed where there are several')
    .option(
      '--risk-log <path>',
      `${riskLogHelp}; without it, what all processes counted, where there is a store`,
    )
    .option(
      '--outcomes <path>',
      'with a log: JSON lines {"command_id": "…", "outcome": "undone"|"confirmed"|"wrong"|"right"}, or `store` for those that were reported to it: what is known better than by comparing',
    )
    .option('--epoch <fingerprint>', 'default: the latest')
    .option('--kind <name>', 'kind of confidence, needed where an epoch has several')
    .option(
      '--apply',
      'make the threshold hold for the rollout, with an audit entry; needs --reason',
    )
    .option(
      '--at-least <confidence>',
      'with --apply: this threshold instead of the loosest certified; a stricter one needs no certificate',
      confidence,
    )
    .option('--reason <why>', 'with --apply: why; goes into the audit trail')
    .option('--by <who>', 'with --apply: who; default: your user and host name')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['text', 'html']).default('text'),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Wrong means: of another intent or decision than the baseline's, unless outcomes are reported. The certificate holds
however often one asks, at 95 %; epochs and kinds of confidence are never put together. A threshold that is applied
holds beside the corridor's own rule, so it only narrows; it tightens at once and loosens only by what is
certified of the epoch in force. See docs/gates.md.

Examples:
  $ partial-trust tune --corridor decide_refund --max-wrong 0.02
  $ partial-trust tune --corridor decide_refund --max-wrong 0.02 --apply --reason "certified on Monday"`,
    )
    .action(async (options: TuneOptions) => {
      const { source, ...tuning } = await findTuning(options, context)
      const text =
        options.json === true
          ? `${JSON.stringify({ source, ...tuning }, null, 2)}\n`
          : options.format === 'html'
            ? tuningPage(tuning, source.name)
            : renderTuning(tuning, `by ${source.name}`)
      if (options.apply !== true) {
        if (options.atLeast !== undefined) throw new UserError('--at-least goes with --apply', 2)
        context.stdout.write(text)
        context.setExitCode(exitCodes[tuning.kind])
        return
      }
      if (options.reason === undefined) {
        throw new UserError('--apply needs --reason: why, for whoever reads it later', 2)
      }
      context.stderr.write(text)
      const { reason, by, json } = options
      const change = { reason, ...(by && { by }), ...(json && { json }) }
      await runChange(context, tuning.corridor, change, async (state) =>
        decideConfidence(state, foundBy(tuning), options.atLeast ?? null),
      )
    })
}

function confidence(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('a confidence from 0 to 1 is wanted, such as 0.9')
  }
  return value
}
