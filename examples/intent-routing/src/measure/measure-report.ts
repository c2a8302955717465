import type { Count, RoutingMeasure } from './measure-routing.js'
import { tuningSentence } from '@partial-trust/core'
import type { Rehearsal } from './rehearse.js'
import type { TunedRouting } from './tune-routing.js'

/** The measurement as Markdown: for people on a screen and for the README, which is tested against it. */
export function measureReport(measure: RoutingMeasure, leastProbability: number): string {
  const { buckets, perRoute, disagreements, accepted } = measure
  return [
    `On ${count(measure.keywords.of)} utterances that the classifier was not trained on:`,
    '',
    ...table(
      ['who decides', 'right', 'accuracy'],
      [
        ['the keywords', shownCount(measure.keywords), accuracy(measure.keywords)],
        ['the classifier alone', shownCount(measure.classifier), accuracy(measure.classifier)],
        [
          `the corridor: the classifier from ${leastProbability} on (${count(accepted)} lines), else the keywords`,
          shownCount(measure.corridor),
          accuracy(measure.corridor),
        ],
      ],
    ),
    '',
    `They differ on ${count(disagreements.all)} lines. There the classifier is right on ${count(disagreements.classifierRight)}, the keywords on ${count(disagreements.keywordsRight)}, neither on ${count(disagreements.all - disagreements.classifierRight - disagreements.keywordsRight)}.`,
    '',
    ...table(
      ['probability stated', 'lines', 'mean stated', 'classifier right', 'keywords right'],
      buckets.map((bucket, at) => [
        `${bucket.from}${at === 0 ? ' and more' : ` to ${buckets[at - 1]?.from ?? 1}`}`,
        count(bucket.of),
        bucket.of === 0 ? '-' : percent(bucket.stated),
        accuracy(bucket),
        accuracy({ right: bucket.keywordsRight, of: bucket.of }),
      ]),
    ),
    '',
    ...table(
      [
        'route',
        'lines',
        'found by keywords',
        'wrongly taken for it',
        'found by the classifier',
        'wrongly taken for it',
      ],
      perRoute.map(({ route, of, keywords, classifier }) => [
        `\`${route}\``,
        count(of),
        count(keywords.found),
        count(keywords.wrongly),
        count(classifier.found),
        count(classifier.wrongly),
      ]),
    ),
  ].join('\n')
}

/** What the gates did, as Markdown. */
export function rehearsalReport(rehearsals: readonly Rehearsal[]): string {
  return [
    'What the gates of `partial-trust.plan.yaml` said, with the same held-out lines as the traffic of each stage:',
    '',
    ...table(
      [
        'classifier trained on',
        'stage',
        'verdict',
        'disagreement',
        'adds and tasks found',
        'others disturbed',
      ],
      rehearsals.flatMap(({ trainedOn, stages, found, disturbed }) =>
        stages.map(({ stage, verdict, disagreement: { s, n } }) => [
          trainedOn,
          stage,
          verdict,
          `${count(s)} of ${count(n)}`,
          shownCount(found),
          shownCount(disturbed),
        ]),
      ),
    ),
  ].join('\n')
}

/** Certificates of `tune`, beside the truth, as Markdown. */
export function tuningReport(tuned: readonly TunedRouting[]): string {
  return [
    'What `partial-trust tune` certifies on every other held-out line, wrong being what the label says, and how often the classifier is wrong on the lines between them, of which the certificate knows nothing:',
    '',
    ...table(
      ['wrong at most', 'compared', 'says', 'wrong of the others that pass'],
      tuned.map(({ maxWrong, tuning, elsewhere }) => [
        percent(maxWrong),
        count(tuning.compared),
        tuningSentence(tuning),
        elsewhere === null
          ? '-'
          : `${count(elsewhere.of - elsewhere.right)} of ${count(elsewhere.of)} (${percent(1 - elsewhere.right / elsewhere.of)})`,
      ]),
    ),
  ].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function shownCount({ right, of }: Count): string {
  return `${count(right)} of ${count(of)}`
}

function accuracy({ right, of }: Count): string {
  return of === 0 ? '-' : percent(right / of)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
