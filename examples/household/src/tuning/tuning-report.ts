import { tuningSentence } from '@partial-trust/core'
import type { LabelledCandidate } from './read-candidates.js'
import type { TunedHousehold } from './tune-household.js'

/** Certificates of `tune` beside the truth, as Markdown. */
export function tuningReport(
  candidates: readonly LabelledCandidate[],
  tuned: readonly TunedHousehold[],
): string {
  const wrong = candidates.filter(({ isRight }) => !isRight).length
  return [
    `The **simulated** model was asked about ${candidates.length} labelled lines that the baseline executes as an add; ${wrong} of its candidates (${percent(wrong / candidates.length)}) are wrong by their label. \`tune\` sees every other one; the certificate knows nothing of the lines between them:`,
    '',
    '| wrong at most | compared | says | wrong of the others that pass |',
    '| --- | --- | --- | --- |',
    ...tuned.map(row),
  ].join('\n')
}

function row({ maxWrong, tuning, elsewhere }: TunedHousehold): string {
  const truth =
    elsewhere === null
      ? '-'
      : `${elsewhere.wrong} of ${elsewhere.of} (${percent(elsewhere.wrong / elsewhere.of)})`
  return `| ${percent(maxWrong)} | ${tuning.compared} | ${tuningSentence(tuning)} | ${truth} |`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
