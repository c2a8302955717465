import { confidenceSequence, metricPhrase, metricTitle } from '@partial-trust/core'
import type { ReactElement } from 'react'
import type { CountsView, DifferenceView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'

type Props = { readonly differences: readonly DifferenceView[]; readonly day: CountsView }

/** Where candidate and baseline disagree when both gave an answer. */
export function DifferencesCard({ differences, day }: Props): ReactElement {
  return (
    <Card
      title="Candidate against baseline"
      note="Among candidates where both gave a value, last 24 h. Whiskers: 95 % anytime-valid bounds."
    >
      {day.compared === 0 ? (
        <Empty title="Nothing to compare yet">
          Candidates are compared from the first one that parses.
        </Empty>
      ) : (
        <ul className="differences">
          {differences.map(({ name, s, n }) => (
            <li key={name}>
              <p className="progress-text">
                <span title={metricPhrase(name)}>{metricTitle(name)}</span>
                <span className="num">
                  {ratio(s, n)} <span className="small">{`${count(s)} of ${count(n)}`}</span>
                </span>
              </p>
              <Whisker s={s} n={n} />
            </li>
          ))}
          <li>
            <p className="progress-text">
              <span title="passed every acceptance rule">Accepted</span>
              <span className="num">
                {ratio(day.accepted, day.judged)}{' '}
                <span className="small">{`${count(day.accepted)} of ${count(day.judged)}`}</span>
              </span>
            </p>
            <Whisker s={day.accepted} n={day.judged} />
          </li>
        </ul>
      )}
    </Card>
  )
}

function Whisker({ s, n }: { readonly s: number; readonly n: number }): ReactElement {
  const { lower, upper } = confidenceSequence(s, n, 0.05)
  const said = `between ${percent(lower)} and ${percent(upper)}`
  return (
    <div className="whisker" role="img" aria-label={said} title={said}>
      <div className="whisker-fill" style={{ width: `${n === 0 ? 0 : (s / n) * 100}%` }} />
      <div
        className="whisker-band"
        style={{ left: `${lower * 100}%`, width: `${(upper - lower) * 100}%` }}
      />
    </div>
  )
}
