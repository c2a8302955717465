import type { LatencyBinReport } from '../log/report.js'
import { gridLines } from './grid-lines.js'
import { html, nothing, type Markup } from './markup.js'
import { linear, place, roundUp, ticks } from './scale.js'

const width = 360
const height = 200
const box = { left: 44, right: 348, top: 26, bottom: 156 }
/** Half of what the words under the bar of timeouts take. */
const halfWords = 28

/**
 * How long candidates took, with the deadlines. Bars are bins, not to scale in width.
 *
 * @param deadlines Every deadline of the log, ms, ascending; beyond the last a candidate is late.
 */
export function latencyChart(
  bins: readonly LatencyBinReport[],
  deadlines: readonly number[],
  timeouts: number,
): Markup {
  const shown = inView(bins, deadlines)
  const most = Math.max(timeouts, ...shown.map(({ attempts }) => attempts))
  if (most === 0) return html`<p class="empty">No candidate was timed yet.</p>`
  const all = bins.reduce((sum, { attempts }) => sum + attempts, timeouts)
  const slot = (box.right - box.left) / (shown.length + (timeouts > 0 ? 1 : 0))
  const top = ticks(0, roundUp(most), 4).find((value) => value >= most) ?? roundUp(most)
  const y = linear([0, top], [box.bottom, box.top])
  const bar = (index: number, attempts: number, kind: string, what: string): Markup =>
    html`<rect
      class="bar ${kind}"
      x="${place(box.left + index * slot + 1)}"
      width="${place(Math.max(1, slot - 2))}"
      y="${place(y(attempts))}"
      height="${place(box.bottom - y(attempts))}"
      ><title>${what}: ${attempts} of ${all}</title></rect
    >`
  const marks = deadlines.flatMap((deadline) => {
    const at = positionOf(shown, deadline)
    return at === null ? [] : [{ deadline, x: box.left + at * slot }]
  })
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${spoken(bins, deadlines, timeouts)}"
  >
    ${gridLines(box, ticks(0, top, 4).filter(Number.isInteger), y, short)}
    <text x="0" y="13">attempts</text>
    ${shown.map((bin, i) => bar(i, bin.attempts, isLate(bin, deadlines) ? 'late' : '', spanOf(bin)))}
    ${timeouts > 0 ? bar(shown.length, timeouts, 'late', 'timed out') : nothing}
    ${labels(shown, slot, timeouts > 0)}
    ${marks.map(({ deadline, x }, i) => deadlineMark(x, deadline, box.top - 4 + i * 14))}
  </svg>`
}

/** What a bar stands for, read on hover. */
function spanOf({ above_ms: above, up_to_ms: edge }: LatencyBinReport): string {
  return edge === null ? `above ${above ?? 0} ms` : `${above ?? 0} to ${edge} ms`
}

/** The bins from the first that holds something to the last, the deadlines among them. */
function inView(
  bins: readonly LatencyBinReport[],
  deadlines: readonly number[],
): readonly LatencyBinReport[] {
  const counts = (bin: LatencyBinReport): boolean =>
    bin.attempts > 0 || deadlines.some((deadline) => holds(bin, deadline))
  const first = bins.findIndex(counts)
  return first === -1 ? [] : bins.slice(Math.max(0, first - 1), bins.findLastIndex(counts) + 1)
}

function holds({ above_ms: above, up_to_ms: edge }: LatencyBinReport, ms: number): boolean {
  return ms > (above ?? 0) && (edge === null || ms <= edge)
}

/** Where a latency lies, in bins from the first: inside of one, by its share of the bin. */
function positionOf(bins: readonly LatencyBinReport[], ms: number): number | null {
  const index = bins.findIndex((bin) => holds(bin, ms))
  const bin = bins[index]
  if (bin === undefined) return null
  const above = bin.above_ms ?? 0
  return index + (bin.up_to_ms === null ? 0.5 : (ms - above) / (bin.up_to_ms - above))
}

function isLate({ above_ms: above }: LatencyBinReport, deadlines: readonly number[]): boolean {
  const longest = deadlines.at(-1)
  return longest !== undefined && (above ?? 0) >= longest
}

function labels(bins: readonly LatencyBinReport[], slot: number, timeouts: boolean): Markup {
  const every = Math.ceil(34 / slot)
  const words = Math.min(box.left + (bins.length + 0.5) * slot, width - halfWords - 2)
  const room = timeouts ? words - halfWords - 14 : box.right
  return html`<g class="axis">
    <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
    ${bins.map(({ up_to_ms: edge }, i) => {
      const x = box.left + (i + 1) * slot
      if (i % every !== every - 1 || x > room) return nothing
      return html`<text x="${place(x)}" y="${box.bottom + 16}" text-anchor="middle"
        >${edge === null ? 'more' : short(edge)}</text
      >`
    })}
    ${timeouts ? html`<text x="${place(words)}" y="${box.bottom + 16}" text-anchor="middle">timed out</text>` : nothing}
    <text x="${place((box.left + box.right) / 2)}" y="${box.bottom + 36}" text-anchor="middle"
      >latency up to … ms</text
    >
  </g>`
}

function deadlineMark(x: number, deadlineMs: number, labelY: number): Markup {
  const left = x > (box.left + box.right) / 2
  return html`<g class="gate no_go">
    <line x1="${place(x)}" x2="${place(x)}" y1="${labelY - 8}" y2="${box.bottom}" />
    <text x="${place(left ? x - 5 : x + 5)}" y="${labelY}" text-anchor="${left ? 'end' : 'start'}"
      >deadline ${deadlineMs} ms</text
    >
  </g>`
}

function spoken(
  bins: readonly LatencyBinReport[],
  deadlines: readonly number[],
  timeouts: number,
): string {
  const all = bins.reduce((sum, { attempts }) => sum + attempts, 0)
  const deadline = deadlines.length === 0 ? '' : ` Deadline: ${deadlines.join(', ')} ms.`
  return `Latency of ${all} candidates that answered; ${timeouts} timed out.${deadline} The table below has the numbers.`
}

function short(value: number): string {
  return value >= 10_000 ? `${Number((value / 1000).toPrecision(3))}k` : String(value)
}
