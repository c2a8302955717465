import { useMemo } from 'react'
import type { ReactElement } from 'react'
import uPlot from 'uplot'
import type { MetricsView } from '../api/views.js'
import { briefCount, count } from '../format/numbers.js'
import { age } from '../format/time.js'
import { Chart } from './chart.js'
import { axes, cursor, timeRange } from './chart-axes.js'
import type { Ink } from './chart-ink.js'
import type { ChartLook } from './chart-look.js'
import { marksIn, momentOf } from './rate-parts.js'

type Props = { readonly view: MetricsView; readonly look: ChartLook }

/** How many ids could have been sampled, and how many were. */
export default function VolumeChart({ view, look }: Props): ReactElement {
  const data = useMemo((): uPlot.AlignedData => {
    const from = Date.parse(view.from) / 1000
    const times = view.eligible.map((_, index) => from + ((index + 1) * view.step_ms) / 1000)
    return [times, [...view.eligible], [...view.sampled]]
  }, [view])
  const [eligible, sampled] = [sum(view.eligible), sum(view.sampled)]
  return (
    <figure className="chart-card">
      <figcaption>
        <strong title="Eligible ids, those that reached the draw, and those it took">Volume</strong>
        <span className="small num">
          {count(sampled)} sampled of {count(eligible)} eligible
        </span>
      </figcaption>
      <Chart
        data={data}
        options={optionsOf}
        shape="volume"
        top={0}
        marks={look.marks}
        zoom={look.zoom}
        onZoom={look.onZoom}
        onOpen={(index) => look.onOpen(index, null)}
        readout={(index) =>
          `${momentOf(view, index)} · ${count(view.sampled[index] ?? 0)} sampled of ${count(view.eligible[index] ?? 0)} eligible${marksIn(view, look.marks, index)}`
        }
        height={190}
        label={`Commands every ${age(view.step_ms)}: ${count(eligible)} eligible, ${count(sampled)} sampled.`}
      />
      <p className="chart-key small">
        <span className="key-quiet">■ eligible</span>
        <span className="key-accent">■ sampled</span>
        <span>per {age(view.step_ms)}</span>
      </p>
    </figure>
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function optionsOf(ink: Ink): Omit<uPlot.Options, 'width' | 'height'> {
  const stepped = uPlot.paths.stepped?.({ align: -1 })
  const area = (color: string): uPlot.Series => ({
    stroke: color,
    width: 1.5,
    points: { show: false },
    ...(stepped === undefined ? {} : { paths: stepped }),
  })
  return {
    legend: { show: false },
    cursor,
    padding: [8, 24, 0, 0],
    scales: {
      x: { time: true, range: timeRange },
      y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: axes(ink, briefCount),
    series: [{}, area(ink.quiet), { ...area(ink.accent), fill: ink.band }],
  }
}
