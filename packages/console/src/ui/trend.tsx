import type { ReactElement } from 'react'
import type { TrendView } from '../api/views.js'
import { percent } from '../format/numbers.js'
import { tickLabel } from '../format/time.js'

const [width, height] = [220, 40]

/** A small line over time; gaps where nothing was counted. The scale's top is written beside it. */
export function Trend({
  trend,
  label,
}: {
  readonly trend: TrendView
  readonly label: string
}): ReactElement {
  const rates = trend.n.map((n, index) => (n === 0 ? null : (trend.s[index] ?? 0) / n))
  const known = rates.filter((rate) => rate !== null)
  if (known.length === 0) {
    return <div className="trend trend-empty small">No candidates in this time.</div>
  }
  const top = niceTop(Math.max(...known))
  const step = width / Math.max(1, rates.length - 1)
  const latest = known.at(-1) ?? 0
  return (
    <div className="trend">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${label}, from ${tickLabel(Date.parse(trend.from), trend.step_ms)} to now: latest ${percent(latest)}, scale 0 to ${percent(top)}`}
      >
        <line className="trend-axis" x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} />
        {segments(rates, step, top).map((points) => (
          <polyline key={points} className="trend-line" points={points} />
        ))}
      </svg>
      <span className="trend-top small num" aria-hidden="true">
        {percent(top)}
      </span>
      <span className="trend-times small num" aria-hidden="true">
        <span>{tickLabel(Date.parse(trend.from), trend.step_ms)}</span>
        <span>now</span>
      </span>
    </div>
  )
}

/** Runs of known values as SVG points; one alone becomes a short dash. */
function segments(rates: readonly (number | null)[], step: number, top: number): readonly string[] {
  const runs: string[][] = []
  let run: string[] = []
  rates.forEach((rate, index) => {
    if (rate === null) {
      if (run.length > 0) runs.push(run)
      run = []
      return
    }
    const y = (height - 1.5 - (rate / top) * (height - 4)).toFixed(1)
    if (run.length === 0) run.push(`${(index * step - 0.8).toFixed(1)},${y}`)
    run.push(`${(index * step).toFixed(1)},${y}`)
  })
  if (run.length > 0) runs.push(run)
  return runs.map((points) => points.join(' '))
}

const tops = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]

function niceTop(most: number): number {
  return tops.find((top) => top >= most) ?? 1
}
