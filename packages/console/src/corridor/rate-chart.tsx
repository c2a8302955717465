import { metricPhrase, metricTitle } from '@partial-trust/core'
import { useEffect, useMemo, useState } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { MetricSeries, MetricsView } from '../api/views.js'
import { count, percent, ratio } from '../format/numbers.js'
import { clockTime, dateTime } from '../format/time.js'
import { Chart, axes, cursor, timeRange } from './chart.js'
import type { Ink } from './chart.js'
import type { ChartLook } from './chart-look.js'
import { marksWithin } from './use-marks.js'
import { latestDecisions, runningRate } from './running-rate.js'
import type { RunningRate } from './running-rate.js'

type Props = {
  readonly view: MetricsView
  readonly series: MetricSeries
  readonly look: ChartLook
}

const height = 190

/** One metric's rate with its bounds, against the lines of its gates. */
export default function RateChart({ view, series, look }: Props): ReactElement {
  const rate = useRunningRate(view, series)
  const { lines, better } = series
  const top = useMemo(() => topOf(rate, series), [rate, series])
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
        <div className="chart" style={{ height }} />
      ) : rate.n === 0 ? (
        <div className="chart chart-none small" style={{ height }}>
          No candidate yet that this counts.
        </div>
      ) : (
        <Chart
          data={data}
          options={options}
          shape={`${lines.map(({ gate }) => gate).join(' ')} ${top} ${few}`}
          height={height}
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
        {lines.length === 0 && <span>no gate in this stage</span>}
        {lines.map(({ gate, threshold }) => (
          <span key={gate} className={gate === 'GO' ? 'key-go' : 'key-no-go'}>
            {gate === 'GO' ? '▲' : '■'} {gate}{' '}
            {(gate === 'GO') === (better === 'low') ? 'below' : 'above'} {percent(threshold)}
          </span>
        ))}
      </p>
    </figure>
  )
}

function useRunningRate(view: MetricsView, series: MetricSeries): RunningRate | null {
  const [rate, setRate] = useState<RunningRate | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    void runningRate(series, view.alpha, stop.signal).then((made) => {
      if (made !== null && !stop.signal.aborted) setRate(made)
    })
    return () => stop.abort()
  }, [series, view])
  return rate !== null && rate.estimate.length === series.n.length ? rate : null
}

function dataOf(view: MetricsView, series: MetricSeries, rate: RunningRate): uPlot.AlignedData {
  const from = Date.parse(view.from) / 1000
  // A point stands for what was known when its step ended.
  const times = series.n.map((_, index) => from + ((index + 1) * view.step_ms) / 1000)
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
  const endMs = endOf(view, index)
  const [s, n] = [series.s[index] ?? 0, series.n[index] ?? 0]
  const at = view.step_ms >= 3_600_000 ? dateTime(endMs) : clockTime(endMs)
  const estimate = rate.estimate[index] ?? null
  if ((view.eligible[index] ?? 0) === 0) return `${at} · closed, or no traffic`
  const sofar =
    estimate === null
      ? 'nothing yet'
      : `${percent(estimate)} so far, between ${percent(rate.lower[index] ?? 0)} and ${percent(rate.upper[index] ?? 1)}`
  return `${at} · ${count(s)} of ${count(n)} in this step · ${sofar}`
}

function marksIn(view: MetricsView, marks: ChartLook['marks'], index: number): string {
  const end = endOf(view, index) / 1000
  return marksWithin(marks, end - view.step_ms / 1000, end)
}

/** A point stands for what was known when its step ended, ms since 1970. */
function endOf({ from, step_ms: stepMs }: MetricsView, index: number): number {
  return Date.parse(from) + (index + 1) * stepMs
}

function optionsOf(
  ink: Ink,
  lines: MetricSeries['lines'],
  top: number,
  few: boolean,
): Omit<uPlot.Options, 'width' | 'height'> {
  const bound: uPlot.Series = { stroke: 'transparent', points: { show: false } }
  return {
    legend: { show: false },
    cursor,
    padding: [8, 8, 0, 0],
    scales: { x: { time: true, range: timeRange }, y: { range: () => [0, top] } },
    axes: axes(ink, percent),
    bands: [{ series: [1, 2], fill: ink.band }],
    series: [
      {},
      bound,
      bound,
      { stroke: ink.accent, width: 2, points: { show: few, size: 7, fill: ink.accent } },
      {
        stroke: 'transparent',
        points: { show: true, size: 4, width: 0, fill: ink.quiet, stroke: 'transparent' },
      },
      ...lines.map(({ gate }) => ({
        stroke: gate === 'GO' ? ink.good : ink.bad,
        width: 1.5,
        dash: gate === 'GO' ? [6, 4] : [2, 3],
        points: { show: false },
      })),
    ],
  }
}

const tops = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1]

/** From 0 as far as the lines, the rates and the last bound; the first bounds are always wide. */
function topOf(rate: RunningRate | null, { better, lines }: MetricSeries): number {
  if (better === 'high' || rate === null) return 1
  const wanted = Math.max(
    0.01,
    ...lines.map(({ threshold }) => threshold * 1.5),
    ...rate.latest.map((value) => (value ?? 0) * 1.05),
    (rate.estimate.at(-1) ?? 0) * 1.2,
    Math.min(1, (rate.upper.at(-1) ?? 0) * 1.1),
  )
  return tops.find((top) => top >= wanted) ?? 1
}

function labelOf({ name, lines }: MetricSeries, rate: RunningRate): string {
  const gates = lines.map(({ gate, threshold }) => `${gate} line ${percent(threshold)}`).join(', ')
  return `${metricTitle(name)} over time: now ${ratio(rate.s, rate.n)}, between ${percent(rate.lower.at(-1) ?? 0)} and ${percent(rate.upper.at(-1) ?? 1)}. ${gates}. Dots: at least ${latestDecisions} latest decisions.`
}
