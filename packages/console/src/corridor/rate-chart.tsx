import { metricPhrase, metricTitle } from '@partial-trust/core'
import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { MetricSeries, MetricsView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { Chart } from './chart.js'
import type { Ink } from './chart.js'
import {
  bound,
  GateKey,
  marksIn,
  momentOf,
  rateHeight,
  rateOptions,
  timesOf,
  topOf,
  useRunningRate,
} from './rate-parts.js'
import type { RateChartProps } from './rate-parts.js'
import { latestDecisions } from './running-rate.js'
import type { RunningRate } from './running-rate.js'

/** One metric's rate with its bounds, against the lines of its gates. */
export default function RateChart({ view, series, look }: RateChartProps): ReactElement {
  const rate = useRunningRate(view, series)
  const { lines } = series
  const top = useMemo(() => topOf([rate], series), [rate, series])
  const data = useMemo(
    () => (rate === null ? null : dataOf(view, series, rate)),
    [rate, view, series],
  )
  // A line through one point is invisible.
  const few = series.n.length < 3
  const options = (ink: Ink): Omit<uPlot.Options, 'width' | 'height'> =>
    optionsOf(ink, lines, top, few)
  return (
    <figure className="chart-card">
      <figcaption>
        <strong title={metricPhrase(series.name)}>{metricTitle(series.name)}</strong>
        <span className="small num">
          {rate === null ? '…' : `${ratio(rate.s, rate.n)} · ${count(rate.s)} of ${count(rate.n)}`}
        </span>
      </figcaption>
      {data === null || rate === null ? (
        <div className="chart" style={{ height: rateHeight }} />
      ) : rate.n === 0 ? (
        <div className="chart chart-none small" style={{ height: rateHeight }}>
          No candidate yet that this counts.
        </div>
      ) : (
        <Chart
          data={data}
          options={options}
          shape={`${lines.map(({ gate }) => gate).join(' ')} ${top} ${few}`}
          height={rateHeight}
          label={labelOf(series, rate)}
          readout={(index) =>
            readoutOf(view, series, rate, index) + marksIn(view, look.marks, index)
          }
          marks={look.marks}
          zoom={look.zoom}
          onZoom={look.onZoom}
          onOpen={(index) => look.onOpen(index, series.name)}
        />
      )}
      <p className="chart-key small">
        <GateKey series={series} />
      </p>
    </figure>
  )
}

function dataOf(view: MetricsView, series: MetricSeries, rate: RunningRate): uPlot.AlignedData {
  const times = timesOf(view, series)
  const flat = series.lines.map(({ threshold }) => times.map(() => threshold))
  // Where nobody came to the draw, closed or without traffic, nothing was learnt: no line is drawn.
  const known = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value, index) => ((view.eligible[index] ?? 0) === 0 ? null : value))
  return [
    times,
    known(rate.upper),
    known(rate.lower),
    known(rate.estimate),
    [...rate.latest],
    ...flat,
  ]
}

function readoutOf(
  view: MetricsView,
  series: MetricSeries,
  rate: RunningRate,
  index: number,
): string {
  const at = momentOf(view, index)
  const [s, n] = [series.s[index] ?? 0, series.n[index] ?? 0]
  const estimate = rate.estimate[index] ?? null
  if ((view.eligible[index] ?? 0) === 0) return `${at} · closed, or no traffic`
  const sofar =
    estimate === null
      ? 'nothing yet'
      : `${percent(estimate)} so far, between ${percent(rate.lower[index] ?? 0)} and ${percent(rate.upper[index] ?? 1)}`
  return `${at} · ${count(s)} of ${count(n)} in this step · ${sofar}`
}

function optionsOf(
  ink: Ink,
  lines: MetricSeries['lines'],
  top: number,
  few: boolean,
): Omit<uPlot.Options, 'width' | 'height'> {
  return rateOptions(ink, top, lines, {
    bands: [{ series: [1, 2], fill: ink.band }],
    drawn: [
      bound,
      bound,
      { stroke: ink.accent, width: 2, points: { show: few, size: 7, fill: ink.accent } },
      {
        stroke: 'transparent',
        points: { show: true, size: 4, width: 0, fill: ink.quiet, stroke: 'transparent' },
      },
    ],
  })
}

function labelOf({ name, lines }: MetricSeries, rate: RunningRate): string {
  const gates = lines.map(({ gate, threshold }) => `${gate} line ${percent(threshold)}`).join(', ')
  return `${metricTitle(name)} over time: now ${ratio(rate.s, rate.n)}, between ${percent(rate.lower.at(-1) ?? 0)} and ${percent(rate.upper.at(-1) ?? 1)}. ${gates}. Dots: at least ${latestDecisions} latest decisions.`
}
