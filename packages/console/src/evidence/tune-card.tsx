import type { TuneAnswerView } from '@partial-trust/service/api'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { count, percent, plural, ratio } from '../format/numbers.js'
import { readNumber } from '../format/read-number.js'
import { Card } from '../ui/card.js'
import { NotRead } from '../ui/not-read.js'
import { StudyFrame } from './study-frame.js'
import { useStudy } from './use-study.js'

/** The loosest confidence threshold that is certified to let at most so many wrong ones through. */
export function TuneCard({ intent }: { readonly intent: string }): ReactElement {
  const [share, setShare] = useState('2')
  const read = readNumber(share, '%')
  const maxWrong = read.kind === 'number' ? read.value / 100 : 0
  const usable = maxWrong > 0 && maxWrong < 1
  const given = { path: { intent }, query: { max_wrong: maxWrong } }
  const study = useStudy('GET /v1/corridors/{intent}/tune', given)
  const answer = study.found?.answer
  return (
    <Card
      title="Tune"
      note="Of all confidence thresholds the loosest with a certificate, which holds however often one asks, at 95 %."
    >
      <form
        className="study-form"
        onSubmit={(event) => {
          event.preventDefault()
          study.again(given)
        }}
      >
        <label className="field">
          <span>Wrong among those that pass, at most, in per cent</span>
          <input
            value={share}
            inputMode="decimal"
            aria-invalid={!usable}
            onChange={({ target }) => setShare(target.value)}
          />
          {!usable && <NotRead like="2 or 0.5: above 0 and below 100" />}
        </label>
        <button
          type="submit"
          className="button button-primary"
          disabled={!usable}
          aria-disabled={study.underWay}
        >
          Tune
        </button>
      </form>
      <StudyFrame study={study}>{answer !== undefined && <Answer answer={answer} />}</StudyFrame>
    </Card>
  )
}

function Answer({ answer }: { readonly answer: TuneAnswerView }): ReactElement {
  const { rows, compared, epoch, confidence_kind: kind, source } = answer
  return (
    <>
      <p className="study-answer">
        <strong>{said(answer)}</strong>
      </p>
      <p className="small">
        From {plural(compared, 'compared candidate')} of epoch{' '}
        <span className="mono">{epoch ?? 'none'}</span>
        {kind !== null && `, confidence by ${kind}`}; by {source.name}. To make it hold:{' '}
        <code>partial-trust tune … --apply --reason …</code>
      </p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Every threshold">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Confidence at least</th>
              {['Pass', 'Wrong', 'Wrong at most', 'More needed'].map((head) => (
                <th key={head} scope="col" className="right">
                  {head}
                </th>
              ))}
              <th scope="col">Certified</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ threshold, s, n, upper, passes, needs, certified }) => (
              <tr key={threshold}>
                <th scope="row" className="num">
                  {threshold}
                </th>
                <td className="right num">{percent(passes)}</td>
                <td className="right num">
                  {ratio(s, n)} <span className="small">{`${count(s)} of ${count(n)}`}</span>
                </td>
                <td className="right num">{percent(upper)}</td>
                <td className="right num">{needs === null ? 'never' : count(needs)}</td>
                <td>{certified ? '✓ yes' : 'no'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function said(answer: TuneAnswerView): string {
  const most = percent(answer.max_wrong)
  switch (answer.kind) {
    case 'certified':
      return `Certified: confidence at least ${answer.loosest} lets at most ${most} wrong ones through.`
    case 'not_yet':
      return answer.more === null
        ? `Not yet: none is certified for ${most}, and it takes more candidates than will come.`
        : `Not yet: about ${plural(answer.more, 'more compared candidate')} until the first is certified for ${most}.`
    case 'impossible':
      return `Cannot be shown: ${answer.reason}`
  }
}
