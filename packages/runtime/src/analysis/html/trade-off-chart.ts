import type { Replayed } from '../replay.js'
import { html, type Markup } from './markup.js'
import { linear, place, roundUp, shareText, ticks } from './scale.js'

const width = 360
const height = 240
const box = { left: 50, right: 334, top: 12, bottom: 200 }

/** Acceptance against disagreement of what is accepted, one numbered point a scenario. */
export function tradeOffChart(results: readonly Replayed[]): Markup {
  const points = results.flatMap((result, i) => {
    const [across, up] = [result.metrics.acceptance.estimate, result.accepted_mismatch.estimate]
    return across === null || up === null ? [] : [{ across, up, number: i + 1 }]
  })
  if (points.length === 0)
    return html`<p class="empty">No candidate was accepted under any setting.</p>`
  const top = Math.min(1, roundUp(Math.max(0.01, ...points.map(({ up }) => up)) * 1.1))
  const low = Math.max(
    0,
    Math.floor((Math.min(...points.map(({ across }) => across)) - 0.05) * 10) / 10,
  )
  const x = linear([low, 1], [box.left, box.right])
  const y = linear([0, top], [box.bottom, box.top])
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Acceptance against disagreement of ${points.length} settings; the table below has the numbers"
  >
    <g class="grid">
      ${ticks(0, top, 4).map((value) => html`<line x1="${box.left}" x2="${box.right}" y1="${place(y(value))}" y2="${place(y(value))}" /><text x="${box.left - 6}" y="${place(y(value) + 4)}" text-anchor="end">${shareText(value)}</text>`)}
      ${ticks(low, 1, 4).map((value) => html`<text x="${place(x(value))}" y="${box.bottom + 18}" text-anchor="middle">${shareText(value)}</text>`)}
    </g>
    <g class="axis">
      <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
      <text x="${place((box.left + box.right) / 2)}" y="${box.bottom + 36}" text-anchor="middle">
        accepted
      </text>
    </g>
    ${points.map(
      ({ across, up, number }) =>
        html`<g class="point">
          <circle cx="${place(x(across))}" cy="${place(y(up))}" r="9" />
          <text x="${place(x(across))}" y="${place(y(up) + 4)}" text-anchor="middle"
            >${number}</text
          >
        </g>`,
    )}
  </svg>`
}
