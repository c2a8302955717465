import type { Replayed } from '../log/replay.js'
import { gridLines } from './grid-lines.js'
import { html, nothing, type Markup } from './markup.js'
import { placeLabels } from './place-labels.js'
import { linear, place, roundUp, shareText, ticks } from './scale.js'

const width = 360
const height = 250
const box = { left: 50, right: 344, top: 28, bottom: 208 }

type Point = {
  readonly across: number
  readonly up: number
  readonly name: string
  readonly line: string
}

/** Acceptance against disagreement of what is accepted, one numbered point a scenario. */
export function tradeOffChart(results: readonly Replayed[]): Markup {
  const points = results.flatMap((result, i): Point[] => {
    const [across, up] = [result.metrics.acceptance.estimate, result.accepted_mismatch.estimate]
    if (across === null || up === null) return []
    // The log as it was stands for itself: no setting leads to it.
    const line = i === 0 ? '' : `deadline ${result.scenario.deadlineMs}`
    return [{ across, up, name: String(i + 1), line }]
  })
  if (points.length === 0)
    return html`<p class="empty">No candidate was accepted under any setting.</p>`
  const most = Math.max(0.01, ...points.map(({ up }) => up)) * 1.05
  const step = roundUp(most / 4)
  const top = Math.min(1, Math.ceil(most / step) * step)
  const shares = points.map(({ across }) => across)
  const low = Math.max(0, Math.floor((Math.min(...shares) - 0.02) * 10) / 10)
  const high = Math.min(1, Math.ceil((Math.max(...shares) + 0.02) * 10) / 10)
  const x = linear([low, high], [box.left, box.right])
  const y = linear([0, top], [box.bottom, box.top])
  const dots = points.map(({ across, up, name }) => ({ x: x(across), y: y(up), word: name }))
  const lines = [...Map.groupBy(points, ({ line }) => line)].filter(([line]) => line !== '')
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Acceptance against disagreement of ${points.length} settings; the table below has the numbers"
  >
    ${gridLines(box, ticks(0, top, 4), y, shareText)}
    <text x="0" y="13">accepted ones that differ</text>
    <g class="axis">
      <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
      ${ticks(low, high, 4).map((value) => html`<text x="${place(x(value))}" y="${box.bottom + 18}" text-anchor="middle">${shareText(value)}</text>`)}
      <text x="${place((box.left + box.right) / 2)}" y="${box.bottom + 36}" text-anchor="middle">
        accepted, of all attempts
      </text>
    </g>
    ${lines.map(([, of]) => (of.length < 2 ? nothing : html`<path class="trace" d="M${of.map((point) => `${place(x(point.across))},${place(y(point.up))}`).join('L')}" />`))}
    ${placeLabels(dots, { left: box.left, right: width }).map(
      (dot) =>
        html`<g class="point">
          <circle cx="${place(dot.x)}" cy="${place(dot.y)}" r="4.5" />
          <text x="${place(dot.wordsX)}" y="${place(dot.wordsY)}" text-anchor="${dot.anchor}"
            >${dot.words}</text
          >
        </g>`,
    )}
  </svg>`
}
