import type uPlot from 'uplot'
import { tickLabel } from '../format/time.js'
import type { Ink } from './chart-ink.js'

/** Axes that both kinds of chart share: time below, values with units at the left. */
export function axes(ink: Ink, value: (tick: number) => string): uPlot.Axis[] {
  const common = {
    stroke: ink.text,
    font: ink.font,
    grid: { stroke: ink.line, width: 1 },
    ticks: { show: false },
  }
  return [
    { ...common, grid: { show: false }, space: 76, size: 28, values: timeLabels },
    { ...common, size: 52, space: 34, values: (_plot, ticks) => ticks.map(value) },
  ]
}

/** Ticks in the viewer's zone, on one line whatever the span. */
function timeLabels(
  _plot: uPlot,
  ticks: number[],
  _axis: number,
  _space: number,
  step: number,
): string[] {
  return ticks.map((tick) => tickLabel(tick * 1000, step * 1000))
}

/** As wide as the data, and never narrower than a minute: one point alone has no width. */
export function timeRange(
  _plot: uPlot,
  from: number | null,
  to: number | null,
): uPlot.Range.MinMax {
  if (from === null || to === null) return [null, null]
  return [from, Math.max(to, from + 60)]
}

/** One cursor over all charts of the page. */
export const cursor: uPlot.Cursor = {
  sync: { key: 'metrics' },
  drag: { x: true, y: false, setScale: false },
  points: { size: 6 },
}
