import { metricPhrase, metricTitle } from '@partial-trust/core'
import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type uPlot from 'uplot'
import type { EpochSeries, MetricSeries } from '../api/views.js'
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
import type { RunningRate } from './running-rate.js'

type Line = {
  readonly name: string
  readonly counts: Pick<MetricSeries, 's' | 'n'>
  readonly rate: RunningRate | null
}

/** One metric of the latest two epochs, each from its own zero: is the newer model, prompt or rule set better? */
export default function EpochsChart({ view, series, look }: RateChartProps): ReactElement {
  const [olderCounts, newerCounts] = useMemo(
    () => [countsOf(view.epochs[0], series.name), countsOf(view.epochs[1], series.name)] as const,
    [view, series],
  )
  const olderRate = useRunningRate(view, olderCounts)
  const newerRate = useRunningRate(view, newerCounts)
  const older: Line = { name: nameOf(view.epochs[0]), counts: olderCounts, rate: olderRate }
  const newer: Line = { name: nameOf(view.epochs[1]), counts: newerCounts, rate: newerRate }
  const top = topOf([olderRate, newerRate], series)
  const data = useMemo((): uPlot.AlignedData => {
    const times = timesOf(view, series)
    return [
      times,
      ...linesOf(olderCounts, olderRate),
      ...linesOf(newerCounts, newerRate),
      ...series.lines.map(({ threshold }) => times.map(() => threshold)),
    ]
  }, [view, series, olderCounts, olderRate, newerCounts, newerRate])
  return (
    <figure className="chart-card">
      <figcaption>
        <strong title={metricPhrase(series.name)}>{metricTitle(series.name)}</strong>
      </figcaption>
      <Chart
        data={data}
        options={(ink) => optionsOf(ink, series.lines, top)}
        shape={`epochs ${series.lines.map(({ gate }) => gate).join(' ')} ${top}`}
        height={rateHeight}
        label={`${metricTitle(series.name)} over time, epochs apart: ${sumUp(newer)}; ${sumUp(older)}.`}
        readout={(index) =>
          `${momentOf(view, index)} · ${sofar(newer, index)} · ${sofar(older, index)}${marksIn(view, look.marks, index)}`
        }
        marks={look.marks}
        zoom={look.zoom}
        onZoom={look.onZoom}
        onOpen={(index) => look.onOpen(index, series.name)}
      />
      <p className="chart-key small">
        <span className="key-accent">
          ━ <bdi>{sumUp(newer)}</bdi>
        </span>
        <span className="key-quiet">
          ┅ <bdi>{sumUp(older)}</bdi>
        </span>
        <GateKey series={series} />
      </p>
    </figure>
  )
}

const none: Pick<MetricSeries, 's' | 'n'> = { s: [], n: [] }

function countsOf(epoch: EpochSeries | undefined, name: string): Pick<MetricSeries, 's' | 'n'> {
  return epoch?.metrics.find((one) => one.name === name) ?? none
}

/** People know the model; the epoch tells two of one model apart. */
function nameOf(epoch: EpochSeries | undefined): string {
  const name = epoch?.epoch ?? 'no epoch'
  return epoch?.model == null ? name : `${epoch.model}, ${name}`
}

function sumUp({ name, rate }: Line): string {
  return rate === null ? name : `${name}: ${ratio(rate.s, rate.n)} of ${count(rate.n)}`
}

function sofar({ name, counts, rate }: Line, index: number): string {
  const estimate = rate?.estimate[index] ?? null
  if (rate === null || estimate === null) return `${name}: nothing yet`
  if (index > lastOf(counts)) return `${name}: ended at ${percent(estimate)}`
  return `${name}: ${percent(estimate)}, between ${percent(rate.lower[index] ?? 0)} and ${percent(rate.upper[index] ?? 1)}`
}

/** The last step with a decision of it. */
function lastOf({ n }: Pick<MetricSeries, 'n'>): number {
  return n.findLastIndex((value) => value > 0)
}

/** Upper bound, lower bound and rate, from the epoch's first decision to its last. */
function linesOf({ n }: Pick<MetricSeries, 'n'>, rate: RunningRate | null): (number | null)[][] {
  const last = lastOf({ n })
  const within = (values: readonly (number | null)[] = []): (number | null)[] =>
    n.map((_, index) => (index > last ? null : (values[index] ?? null)))
  return [within(rate?.upper), within(rate?.lower), within(rate?.estimate)]
}

function optionsOf(
  ink: Ink,
  lines: MetricSeries['lines'],
  top: number,
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
