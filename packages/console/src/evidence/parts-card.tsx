import { metricTitle } from '@partial-trust/core'
import type { PartsReport } from '@partial-trust/core'
import type { ReactElement } from 'react'
import { inWords } from '../format/in-words.js'
import { count, ratio } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'
import { VerdictBadge } from '../ui/standing-badge.js'
import { StudyFrame } from './study-frame.js'
import { useStudy } from './use-study.js'

/** Whether the whole hides a part that fails: a language, a channel, a plan. */
export function PartsCard({ intent }: { readonly intent: string }): ReactElement {
  const study = useStudy('GET /v1/corridors/{intent}/parts', { path: { intent } })
  const reports = study.found?.answer.parts
  return (
    <Card
      title="Parts"
      note="Each part of the corridor judged by itself; together they err no more often than the plan allows."
      aside={
        <button
          type="button"
          className="button"
          aria-disabled={study.underWay}
          onClick={() => study.again({ path: { intent } })}
        >
          Judge again
        </button>
      }
    >
      <StudyFrame study={study}>
        {reports?.length === 0 && (
          <Empty title="Its decisions carry no closed list">
            A corridor names its parts by its traits, such as the language or the channel.
          </Empty>
        )}
        {reports?.map((report) => (
          <Report key={report.by} report={report} />
        ))}
      </StudyFrame>
    </Card>
  )
}

function Report({ report }: { readonly report: PartsReport }): ReactElement {
  const { by, whole, parts, masked } = report
  const names = [
    ...new Set(parts.flatMap(({ verdict }) => verdict.metrics.map(({ name }) => name))),
  ]
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={`Parts by ${by}`}>
      <table className="table">
        <caption>
          By <bdi>{by}</bdi>: the whole is <VerdictBadge verdict={whole} />
          {masked.length > 0 && (
            <strong className="warn">
              {' '}
              and hides what fails: <bdi>{masked.join(', ')}</bdi>
            </strong>
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            {names.map((name) => (
              <th key={name} scope="col" className="right">
                {metricTitle(name)}
              </th>
            ))}
            <th scope="col">Verdict</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ name, verdict }) => (
            <tr key={name}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              {names.map((metric) => {
                const row = verdict.metrics.find((one) => one.name === metric)
                return (
                  <td key={metric} className="right num">
                    {row === undefined ? '–' : ratio(row.s, row.n)}{' '}
                    {row !== undefined && <span className="small">of {count(row.n)}</span>}
                  </td>
                )
              })}
              <td>
                <VerdictBadge verdict={verdict.verdict} />
              </td>
              <td className="small">{inWords(verdict.because[0] ?? '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
