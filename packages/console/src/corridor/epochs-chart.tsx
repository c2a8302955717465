import { metricPhrase, metricTitle } from '@partial-trust/core'
import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { EpochSeries, MetricSeries } from '../api/views.js'
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
import type { Counted, RunningRate } from './running-rate.js'

type Line = {
  readonly name: string
  readonly counts: Counted
  readonly rate: RunningRate
}

/** One metric of the latest two epochs, each from its own zero: is the newer model, prompt or rule set better? */
export default function EpochsChart({ view, series, look }: RateChartProps): ReactElement {
  const wanted = useMemo(
    () => ({
      view,
      series,
      counts: [countsOf(view.epochs[0], series.name), countsOf(view.epochs[1], series.name)],
    }),
    [view, series],
  )
  const shown = useRunningRates(wanted)
  const lines = shown?.rates.map((rate, index): Line => {
    const { view: of, counts } = shown
    return { name: nameOf(of.epochs[index]), counts: counts[index] ?? none, rate }
  })
  const [older, newer] = lines ?? []
  return (
    <figure className="chart-card">
      <figcaption>
        <strong title={metricPhrase(series.name)}>{metricTitle(series.name)}</strong>
      </figcaption>
      {shown === null || older === undefined || newer === undefined ? (
        <div className="chart" style={{ height: rateHeight }} />
      ) : (
        <Drawn view={shown.view} series={shown.series} look={look} older={older} newer={newer} />
      )}
      <p className="chart-key small">
        {newer !== undefined && (
          <span className="key-accent">
            ━ <bdi>{sumUp(newer)}</bdi>
          </span>
        )}
        {older !== undefined && (
          <span className="key-quiet">
            ┅ <bdi>{sumUp(older)}</bdi>
          </span>
        )}
        <GateKey series={series} />
      </p>
    </figure>
  )
}

type DrawnProps = RateChartProps & { readonly older: Line; readonly newer: Line }

function Drawn({ view, series, look, older, newer }: DrawnProps): ReactElement {
  const [olderRate, newerRate] = [older.rate, newer.rate]
  const top = useMemo(() => topOf([olderRate, newerRate], series), [olderRate, newerRate, series])
  const [olderCounts, newerCounts] = [older.counts, newer.counts]
  const data = useMemo((): uPlot.AlignedData => {
    const times = timesOf(view, series)
    return [
      times,
      ...linesOf(view, olderCounts, olderRate),
      ...linesOf(view, newerCounts, newerRate),
      ...series.lines.map(({ threshold }) => times.map(() => threshold)),
    ]
  }, [view, series, olderCounts, olderRate, newerCounts, newerRate])
  return (
    <Chart
      data={data}
      options={(ink, topNow) => optionsOf(ink, series.lines, topNow)}
      shape={`epochs ${series.lines.map(({ gate }) => gate).join(' ')}`}
      top={top}
      height={rateHeight}
      label={`${metricTitle(series.name)} over time, epochs apart: ${sumUp(newer)}; ${sumUp(older)}.`}
      readout={(index) =>
        `${momentOf(view, index)} · ${isClosed(view, index) ? closedWords : `${sofar(newer, index)} · ${sofar(older, index)}`}${marksIn(view, look.marks, index)}`
      }
      marks={look.marks}
      zoom={look.zoom}
      onZoom={look.onZoom}
      onOpen={(index) => look.onOpen(index, series.name)}
    />
  )
}

const none: Counted = { s: [], n: [] }

function countsOf(epoch: EpochSeries | undefined, name: string): Counted {
  return epoch?.metrics.find((one) => one.name === name) ?? none
}

/** People know the model; the epoch tells two of one model apart. */
function nameOf(epoch: EpochSeries | undefined): string {
  const name = epoch?.epoch ?? 'no epoch'
  return epoch?.model == null ? name : `${epoch.model}, ${name}`
}

function sumUp({ name, rate }: Line): string {
  return `${name}: ${ratio(rate.s, rate.n)} of ${count(rate.n)}`
}

function sofar({ name, counts, rate }: Line, index: number): string {
  const estimate = rate.estimate[index] ?? null
  if (estimate === null) return `${name}: nothing yet`
  if (index > lastOf(counts)) return `${name}: ended at ${percent(estimate)}`
  return `${name}: ${percent(estimate)}, between ${percent(rate.lower[index] ?? 0)} and ${percent(rate.upper[index] ?? 1)}`
}

/** The last step with a decision of it. */
function lastOf({ n }: Pick<Counted, 'n'>): number {
  return n.findLastIndex((value) => value > 0)
}

/** Upper bound, lower bound and rate, from the epoch's first decision to its last, with gaps where it was closed. */
function linesOf(
  view: RateChartProps['view'],
  { n }: Pick<Counted, 'n'>,
  rate: RunningRate,
): (number | null)[][] {
  const last = lastOf({ n })
  const within = (values: readonly (number | null)[]): (number | null)[] =>
    n.map((_, index) => (index > last || isClosed(view, index) ? null : (values[index] ?? null)))
  return [within(rate.upper), within(rate.lower), within(rate.estimate)]
}

function optionsOf(
  ink: Ink,
  lines: MetricSeries['lines'],
  top: () => number,
): Omit<uPlot.Options, 'width' | 'height'> {
  return rateOptions(ink, top, lines, {
    bands: [
      { series: [1, 2], fill: ink.shade },
      { series: [4, 5], fill: ink.band },
    ],
    drawn: [
      bound,
      bound,
      { stroke: ink.text, width: 2, dash: [5, 4], points: { show: false } },
      bound,
      bound,
      { stroke: ink.accent, width: 2, points: { show: false } },
    ],
  })
}
