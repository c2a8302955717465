import { metricPhrase, metricTitle } from '@partial-trust/core'
import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { MetricSeries, MetricsView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { Chart } from './chart.js'
import type { Ink } from './chart-ink.js'
import {
  bound,
  closedWords,
  GateKey,
  isClosed,
  marksIn,
  momentOf,
  rateHeight,
  rateOptions,
  timesOf,
  topOf,
  useRunningRates,
} from './rate-parts.js'
import type { RateChartProps } from './rate-parts.js'
import { latestDecisions } from './running-rate.js'
import type { RunningRate } from './running-rate.js'

/** One metric's rate with its bounds, against the lines of its gates. */
export default function RateChart({ view, series, look }: RateChartProps): ReactElement {
  const wanted = useMemo(() => ({ view, series, counts: [series] }), [view, series])
  const shown = useRunningRates(wanted)
  const [rate] = shown?.rates ?? []
  return (
    <figure className="chart-card">
      <figcaption>
        <strong title={metricPhrase(series.name)}>{metricTitle(series.name)}</strong>
        <span className="small num">
          {rate === undefined
            ? '…'
            : `${ratio(rate.s, rate.n)} · ${count(rate.s)} of ${count(rate.n)}`}
        </span>
      </figcaption>
      {shown === null || rate === undefined ? (
        <div className="chart" style={{ height: rateHeight }} />
      ) : rate.n === 0 ? (
        <div className="chart chart-none small" style={{ height: rateHeight }}>
          No candidate yet that this counts.
        </div>
      ) : (
        <Drawn view={shown.view} series={shown.series} look={look} rate={rate} />
      )}
      <p className="chart-key small">
        <GateKey series={series} />
      </p>
    </figure>
  )
}

function Drawn({
  view,
  series,
  look,
  rate,
}: RateChartProps & { readonly rate: RunningRate }): ReactElement {
  const { lines } = series
  const top = useMemo(() => topOf([rate], series), [rate, series])
  const data = useMemo(() => dataOf(view, series, rate), [rate, view, series])
  // A line through one point is invisible.
  const few = series.n.length < 3
  return (
    <Chart
      data={data}
      options={(ink, topNow) => optionsOf(ink, lines, topNow, few)}
      shape={`${lines.map(({ gate }) => gate).join(' ')} ${few}`}
      top={top}
      height={rateHeight}
      label={labelOf(series, rate)}
      readout={(index) => readoutOf(view, series, rate, index) + marksIn(view, look.marks, index)}
      marks={look.marks}
      zoom={look.zoom}
      onZoom={look.onZoom}
      onOpen={(index) => look.onOpen(index, series.name)}
    />
  )
}

function dataOf(view: MetricsView, series: MetricSeries, rate: RunningRate): uPlot.AlignedData {
  const times = timesOf(view, series)
  const flat = series.lines.map(({ threshold }) => times.map(() => threshold))
  const known = (values: readonly (number | null)[]): (number | null)[] =>
    values.map((value, index) => (isClosed(view, index) ? null : value))
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
  if (isClosed(view, index)) return `${at} · ${closedWords}`
  const sofar =
    estimate === null
      ? 'nothing yet'
      : `${percent(estimate)} so far, between ${percent(rate.lower[index] ?? 0)} and ${percent(rate.upper[index] ?? 1)}`
  return `${at} · ${count(s)} of ${count(n)} in this step · ${sofar}`
}

function optionsOf(
  ink: Ink,
  lines: MetricSeries['lines'],
  top: () => number,
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
