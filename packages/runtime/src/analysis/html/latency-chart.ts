import type { LatencyBinReport } from '../report.js'
import { gridLines } from './grid-lines.js'
import { html, nothing, type Markup } from './markup.js'
import { linear, place, roundUp, ticks } from './scale.js'

const width = 360
const height = 200
const box = { left: 44, right: 348, top: 18, bottom: 150 }

/** How long candidates took, with the deadline. Bars are bins, not to scale in width. */
export function latencyChart(
  bins: readonly LatencyBinReport[],
  deadlineMs: number | null,
  timeouts: number,
): Markup {
  const shown = inView(bins, deadlineMs)
  const most = Math.max(1, timeouts, ...shown.map(({ attempts }) => attempts))
  if (most === 1 && shown.every(({ attempts }) => attempts === 0) && timeouts === 0) {
    return html`<p class="empty">No candidate was timed yet.</p>`
  }
  const slots = shown.length + (timeouts > 0 ? 1 : 0)
  const slot = (box.right - box.left) / slots
  const top = ticks(0, roundUp(most), 4).find((value) => value >= most) ?? roundUp(most)
  const y = linear([0, top], [box.bottom, box.top])
  const bar = (index: number, attempts: number, kind: string): Markup =>
    html`<rect
      class="bar ${kind}"
      x="${place(box.left + index * slot + 1)}"
      width="${place(Math.max(1, slot - 2))}"
      y="${place(y(attempts))}"
      height="${place(box.bottom - y(attempts))}"
    />`
  const deadline = shown.findIndex(({ up_to_ms: edge }) => edge === deadlineMs)
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${spoken(bins, deadlineMs, timeouts)}"
  >
    ${gridLines(box, ticks(0, top, 4), y, short)}
    ${shown.map(({ attempts, up_to_ms: edge }, i) => bar(i, attempts, isLate(edge, deadlineMs) ? 'late' : ''))}
    ${timeouts > 0 ? bar(shown.length, timeouts, 'late') : nothing}
    ${labels(shown, slot, timeouts > 0)}
    ${deadline === -1 || deadlineMs === null ? nothing : deadlineMark(box.left + (deadline + 1) * slot, deadlineMs)}
  </svg>`
}

/** The bins from the first that holds something to the last, the deadline among them. */
function inView(
  bins: readonly LatencyBinReport[],
  deadlineMs: number | null,
): readonly LatencyBinReport[] {
  const counts = (bin: LatencyBinReport): boolean =>
    bin.attempts > 0 || (deadlineMs !== null && bin.up_to_ms === deadlineMs)
  const first = bins.findIndex(counts)
  return first === -1 ? [] : bins.slice(Math.max(0, first - 1), bins.findLastIndex(counts) + 1)
}

function isLate(edge: number | null, deadlineMs: number | null): boolean {
  return deadlineMs !== null && (edge === null || edge > deadlineMs)
}

function labels(bins: readonly LatencyBinReport[], slot: number, timeouts: boolean): Markup {
  const every = Math.ceil(34 / slot)
  return html`<g class="axis">
    <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
    ${bins.map(({ up_to_ms: edge }, i) =>
      i % every === every - 1 && (!timeouts || (bins.length - i) * slot > 30)
        ? html`<text
            x="${place(box.left + (i + 1) * slot)}"
            y="${box.bottom + 16}"
            text-anchor="middle"
            >${edge === null ? 'more' : short(edge)}</text
          >`
        : nothing,
    )}
    ${timeouts ? html`<text x="${place(box.left + (bins.length + 0.5) * slot)}" y="${box.bottom + 16}" text-anchor="middle">none</text>` : nothing}
    <text x="${place((box.left + box.right) / 2)}" y="${box.bottom + 36}" text-anchor="middle"
      >up to … ms${timeouts ? '; none = timed out' : ''}</text
    >
  </g>`
}

function deadlineMark(x: number, deadlineMs: number): Markup {
  const left = x > (box.left + box.right) / 2
  return html`<g class="gate no_go">
    <line x1="${place(x)}" x2="${place(x)}" y1="${box.top - 8}" y2="${box.bottom}" />
    <text x="${place(left ? x - 5 : x + 5)}" y="${box.top}" text-anchor="${left ? 'end' : 'start'}"
      >deadline ${deadlineMs} ms</text
    >
  </g>`
}

function spoken(
  bins: readonly LatencyBinReport[],
  deadlineMs: number | null,
  timeouts: number,
): string {
  const all = bins.reduce((sum, { attempts }) => sum + attempts, 0)
  const deadline = deadlineMs === null ? '' : ` The deadline is ${deadlineMs} ms.`
  return `Latency of ${all} candidates that answered; ${timeouts} timed out.${deadline} The table below has the numbers.`
}

function short(value: number): string {
  return value >= 10_000 ? `${Number((value / 1000).toPrecision(3))}k` : String(value)
}
