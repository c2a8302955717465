import { latencyText } from '@partial-trust/core'
import type { ReactElement } from 'react'
import type { CountsView, LatencyView } from '../api/views.js'
import { count, milliseconds, percent } from '../format/numbers.js'
import { Card } from '../ui/card.js'
import { Empty } from '../ui/notices.js'
import { LatencyTax } from './latency-tax.js'

type Props = {
  readonly latency: LatencyView
  readonly deadlineMs: number
  readonly day: CountsView
}

/** How long candidates took, with the deadline where it cuts. */
export function LatencyCard({ latency, deadlineMs, day }: Props): ReactElement {
  const { edges_ms: edges, counts, timeouts } = latency
  const arrived = counts.reduce((sum, value) => sum + value, 0)
  const total = arrived + timeouts
  const first = Math.max(0, counts.findIndex((value) => value > 0) - 1)
  const lastFilled = counts.findLastIndex((value) => value > 0)
  const deadlineBin = edges.findIndex((edge) => edge >= deadlineMs)
  const last = Math.min(counts.length - 1, Math.max(lastFilled, deadlineBin) + 1)
  const bins = counts.slice(first, last + 1).map((value, index) => {
    const bin = first + index
    return { value, from: edges[bin - 1] ?? 0, to: edges[bin] ?? null }
  })
  const most = Math.max(1, timeouts, ...bins.map(({ value }) => value))
  return (
    <Card
      title="Latency"
      note="Time spent on each candidate, last 24 h, all processes. Bins widen to the right."
      aside={<p className="small">{quantiles(latency)}</p>}
    >
      {total === 0 ? (
        <Empty title="No candidate was asked for in the last 24 hours" />
      ) : (
        <>
          <div
            className="bars"
            role="img"
            aria-label={`${count(arrived)} candidates by latency; ${count(timeouts)} timed out at ${milliseconds(deadlineMs)}. ${quantiles(latency)}`}
          >
            {bins.map(({ value, from, to }) => (
              <div
                key={from}
                className={to !== null && to === deadlineMs ? 'bar bar-deadline' : 'bar'}
                title={`${from} to ${to ?? '∞'} ms: ${count(value)} (${percent(value / total)})`}
              >
                <div
                  className={from >= deadlineMs ? 'bar-fill bar-late' : 'bar-fill'}
                  style={{ height: `${(value / most) * 100}%` }}
                />
                <span className="bar-label">{to ?? `>${from}`}</span>
              </div>
            ))}
            <div
              className="bar bar-timeouts"
              title={`Timed out: ${count(timeouts)} (${percent(timeouts / total)})`}
            >
              <div
                className="bar-fill bar-late"
                style={{ height: `${(timeouts / most) * 100}%` }}
              />
              <span className="bar-label">timed out</span>
            </div>
          </div>
          <p className="chart-key small">
            <span>ms, upper edge of each bin</span>
            <span className="key-no-go">┆ deadline {milliseconds(deadlineMs)}</span>
            <span>
              {count(timeouts)} of {count(total)} timed out ({percent(timeouts / total)})
            </span>
          </p>
          <LatencyTax day={day} />
        </>
      )}
    </Card>
  )
}

/** What most keep to, with what is not ruled out. */
function quantiles({ counts, timeouts, quantiles: bounds }: LatencyView): string {
  return counts.every((value) => value === 0) && timeouts === 0 ? '' : latencyText(bounds)
}
