import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { MetricSeries, MetricsView } from '../api/views.js'
import { percent, percentTick } from '../format/numbers.js'
import { clockTime, dateTime } from '../format/time.js'
import { axes, cursor, timeRange } from './chart-axes.js'
import type { Ink } from './chart-ink.js'
import type { ChartLook, Mark } from './chart-look.js'
import { askRates } from './rate-worker.js'
import type { Counted, RunningRate } from './running-rate.js'
import { marksWithin } from './use-marks.js'

/** What every chart of a rate is made of. */
export const rateHeight = 190

export type RateChartProps = {
  readonly view: MetricsView
  readonly series: MetricSeries
  readonly look: ChartLook
}

/** A line that is not drawn: the edge of a band. */
export const bound: uPlot.Series = { stroke: 'transparent', points: { show: false } }

/** A chart from 0 to its top, of what is drawn and shaded, with the lines of the gates over it. */
export function rateOptions(
  ink: Ink,
  top: () => number,
  lines: MetricSeries['lines'],
  { bands, drawn }: { readonly bands: uPlot.Band[]; readonly drawn: readonly uPlot.Series[] },
): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    cursor,
    padding: [8, 24, 0, 0],
    scales: { x: { time: true, range: timeRange }, y: { range: () => [0, top()] } },
    axes: axes(ink, percentTick),
    bands,
    series: [{}, ...drawn, ...gateLines(ink, lines)],
  }
}

/** What a chart is made of, and what its rates are worked out from. Kept as it is until something of it is new. */
type Countable = { readonly view: MetricsView; readonly counts: readonly Counted[] }

/**
 * What is to be shown, once its rates are worked out beside the page; until then what was shown before, with the rates
 * that belong to it. Null at first.
 */
export function useRunningRates<Shown extends Countable>(
  wanted: Shown,
): (Shown & { readonly rates: readonly RunningRate[] }) | null {
  const [shown, setShown] = useState<(Shown & { readonly rates: readonly RunningRate[] }) | null>(
    null,
  )
  useEffect(
    () => askRates(wanted.counts, wanted.view.alpha, (rates) => setShown({ ...wanted, rates })),
    [wanted],
  )
  return shown
}

/** The moments of the points, in seconds: each stands for what was known when its step ended. */
export function timesOf(view: MetricsView, { n }: Pick<Counted, 'n'>): number[] {
  return n.map((_, index) => endOf(view, index) / 1000)
}

function endOf({ from, step_ms: stepMs }: MetricsView, index: number): number {
  return Date.parse(from) + (index + 1) * stepMs
}

/** When a step ended, as a readout begins. */
export function momentOf(view: MetricsView, index: number): string {
  const endMs = endOf(view, index)
  return spansDays(view) ? dateTime(endMs) : clockTime(endMs)
}

/** Whether a time of day alone may be of one day or another. */
function spansDays({ from, to }: MetricsView): boolean {
  return Date.parse(to) - Date.parse(from) > 43_200_000
}

/** Whether nobody came to the draw in a step: closed or without traffic, it taught nothing, and no line is drawn. */
export function isClosed({ eligible }: Pick<MetricsView, 'eligible'>, index: number): boolean {
  return (eligible[index] ?? 0) === 0
}

/** What a readout says of such a step. */
export const closedWords = 'closed, or no traffic'

/** What was done to the corridor in a step. */
export function marksIn(view: MetricsView, marks: readonly Mark[], index: number): string {
  const end = endOf(view, index) / 1000
  return marksWithin(marks, end - view.step_ms / 1000, end)
}

/** Lines of the gates, as far as the chart is wide. */
function gateLines(ink: Ink, lines: MetricSeries['lines']): uPlot.Series[] {
  return lines.map(({ gate }) => ({
    stroke: gate === 'GO' ? ink.good : ink.bad,
    width: 1.5,
    dash: gate === 'GO' ? [6, 4] : [2, 3],
    points: { show: false },
  }))
}

const tops = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1]

/** From 0 as far as the lines, the rates and the last bounds; the first bounds are always wide. */
export function topOf(rates: readonly RunningRate[], { better, lines }: MetricSeries): number {
  if (better === 'high') return 1
  const wanted = Math.max(
    0.01,
    ...lines.map(({ threshold }) => threshold * 1.5),
    ...rates.flatMap((rate) => [
      ...rate.latest.map((value) => (value ?? 0) * 1.05),
      (rate.estimate.at(-1) ?? 0) * 1.2,
      Math.min(1, (rate.upper.at(-1) ?? 0) * 1.1),
    ]),
  )
  return tops.find((top) => top >= wanted) ?? 1
}

/** The lines' meaning below the chart. */
export function GateKey({
  series,
}: {
  readonly series: Pick<MetricSeries, 'lines' | 'better'>
}): ReactElement {
  const { lines, better } = series
  return (
    <>
      {lines.length === 0 && <span>no gate in this stage</span>}
      {lines.map(({ gate, threshold }) => (
        <span key={gate} className={gate === 'GO' ? 'key-go' : 'key-no-go'}>
          {gate === 'GO' ? '▲' : '■'} {gate}{' '}
          {(gate === 'GO') === (better === 'low') ? 'below' : 'above'} {percent(threshold)}
        </span>
      ))}
    </>
  )
}
