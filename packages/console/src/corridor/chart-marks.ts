import type uPlot from 'uplot'
import type { Ink } from './chart-ink.js'
import type { Mark } from './chart-look.js'

/** A line where something happened, with its first letter: what it was stands in the readout and below. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], ink: Ink): void {
  const { ctx, bbox } = plot
  const { min, max } = plot.scales['x'] ?? {}
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const { at, name, closes } of marks) {
    if (min == null || max == null || at < min || at > max) continue
    const x = plot.valToPos(at, 'x', true)
    ctx.strokeStyle = closes ? ink.bad : ink.quiet
    ctx.fillStyle = ctx.strokeStyle
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.font = ink.font
    ctx.fillText(name.slice(0, 1).toUpperCase(), x + 3, bbox.top + 11 * devicePixelRatio)
  }
  ctx.restore()
}
