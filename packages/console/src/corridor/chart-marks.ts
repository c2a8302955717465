import type uPlot from 'uplot'
import type { Ink } from './chart-ink.js'
import type { Mark } from './chart-look.js'

/** How wide a letter is with what stands around it, in px. */
const letterPx = 14

/**
 * A line where something happened, with its first letter where there is room for one: what it was stands in the readout
 * and below.
 */
export function drawMarks(plot: uPlot, marks: readonly Mark[], ink: Ink): void {
  const { ctx, bbox } = plot
  const { min, max } = plot.scales['x'] ?? {}
  /** Where the last letter stands: another one over it would make neither readable. */
  let writtenAt = Number.NEGATIVE_INFINITY
  ctx.save()
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio])
  for (const { at, name, closes } of marks.toSorted((a, b) => a.at - b.at)) {
    if (min == null || max == null || at < min || at > max) continue
    const x = plot.valToPos(at, 'x', true)
    ctx.strokeStyle = closes ? ink.bad : ink.quiet
    ctx.fillStyle = ctx.strokeStyle
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.font = ink.font
    // Before the line where there is no room behind it: half a letter says nothing.
    const letter = name.slice(0, 1).toUpperCase()
    const room = bbox.left + bbox.width - x > letterPx * devicePixelRatio
    ctx.textAlign = room ? 'left' : 'right'
    if (x - writtenAt < letterPx * devicePixelRatio) continue
    writtenAt = x
    ctx.fillText(letter, room ? x + 3 : x - 3, bbox.top + 11 * devicePixelRatio)
  }
  ctx.restore()
}
