import type { MetricName } from '@partial-trust/core'
import type { SeriesPoint } from '../log/time-series.js'
import { gridLines } from './grid-lines.js'
import { html, nothing, type Markup } from './markup.js'
import { linear, momentText, place, roundUp, shareText, ticks, type Scale } from './scale.js'

/** A threshold of the plan: GO wants the metric on the good side, NO_GO fires on the bad one. */
export type GateLine = { readonly kind: 'go' | 'no_go'; readonly at: number; readonly sign: string }

export type MetricPicture = {
  readonly name: MetricName
  readonly title: string
  readonly points: readonly SeriesPoint[]
  readonly lines: readonly GateLine[]
  /** What the picture does not show; null: nothing. */
  readonly remark: string | null
}

const width = 360
const height = 200
const box = { left: 44, right: 348, top: 12, bottom: 170 }

/** One metric over time: estimate, bounds, and the plan's lines. */
export function metricChart(picture: MetricPicture): Markup {
  const { points } = picture
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined) return html`<p class="empty">No data yet.</p>`
  const [low, high] = range(picture)
  const x = linear([first.atMs, Math.max(last.atMs, first.atMs + 1)], [box.left, box.right])
  const y = linear([low, high], [box.bottom, box.top])
  const shown = picture.lines.filter(({ at }) => at >= low && at <= high)
  const clip = `clip-${picture.name}`
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${spoken(picture, last)}"
  >
    <clipPath id="${clip}">
      <rect
        x="${box.left - 3}"
        width="${box.right - box.left + 6}"
        y="${box.top - 1}"
        height="${box.bottom - box.top + 2}"
      />
    </clipPath>
    ${grid(low, high, y)} ${timeAxis(first.atMs, last.atMs, x)}
    <g clip-path="url(#${clip})">
      <path class="band" d="${band(points, x, y)}" />
      ${points.length === 1 ? nothing : html`<path class="estimate" d="${path(points, x, y)}" />`}
    </g>
    ${shown.map((line) => gateLine(line, y))} ${shown.map((line) => gateLabel(line, y))}
    <circle class="now" cx="${place(x(last.atMs))}" cy="${place(y(last.estimate))}" r="3.5" />
    ${points.map((_, at) => readOnHover(points, at, x))}
  </svg>`
}

/** A stretch of the chart around a point, which says its values on hover; the page has no script. */
function readOnHover(points: readonly SeriesPoint[], at: number, x: Scale): Markup {
  const point = points[at]
  if (point === undefined) return nothing
  const edge = (other: SeriesPoint | undefined, end: number): number =>
    other === undefined ? end : (x(point.atMs) + x(other.atMs)) / 2
  const [left, right] = [edge(points[at - 1], box.left), edge(points[at + 1], box.right)]
  const { estimate, lower, upper, s, n, atMs } = point
  const when = new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')
  const said = `${when} UTC: ${shareText(estimate)}, between ${shareText(lower)} and ${shareText(upper)}, ${s} of ${n}`
  return html`<rect
    class="reader"
    x="${place(left)}"
    width="${place(Math.max(0, right - left))}"
    y="${box.top}"
    height="${box.bottom - box.top}"
    ><title>${said}</title></rect
  >`
}

/** From what to what the picture reaches: the present bounds and every gate line in view. */
function range({ name, points, lines }: MetricPicture): readonly [number, number] {
  const { lower = 0, upper = 1 } = points.at(-1) ?? {}
  const marks = lines.map(({ at }) => at)
  if (name === 'acceptance') {
    const least = Math.min(lower, ...marks)
    return [Math.max(0, Math.floor((least - 0.1) * 10) / 10), 1]
  }
  return [0, Math.min(1, roundUp(Math.max(upper, ...marks) * 1.15))]
}

function grid(low: number, high: number, y: Scale): Markup {
  return gridLines(box, ticks(low, high, 4), y, shareText)
}

function timeAxis(fromMs: number, toMs: number, x: Scale): Markup {
  const span = toMs - fromMs
  const at = box.bottom + 20
  return html`<g class="axis">
    <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
    <text x="${box.left}" y="${at}">${momentText(fromMs, span)}</text>
    ${
      span === 0
        ? nothing
        : html`<text x="${place((box.left + box.right) / 2)}" y="${at}" text-anchor="middle"
              >${momentText(fromMs + span / 2, span)}</text
            >
            <text x="${place(x(toMs))}" y="${at}" text-anchor="end"
              >${momentText(toMs, span)}</text
            >`
    }
  </g>`
}

function band(points: readonly SeriesPoint[], x: Scale, y: Scale): string {
  // One moment alone gets a band one can see.
  const spread = points.length === 1 ? [-3, 3] : [0]
  const at = (point: SeriesPoint, dx: number, value: number): string =>
    `${place(x(point.atMs) + dx)},${place(y(value))}`
  const upper = points.flatMap((point) => spread.map((dx) => at(point, dx, point.upper)))
  const lower = points.flatMap((point) => spread.map((dx) => at(point, dx, point.lower)))
  return `M${upper.join('L')}L${lower.toReversed().join('L')}Z`
}

function path(points: readonly SeriesPoint[], x: Scale, y: Scale): string {
  return `M${points.map(({ atMs, estimate }) => `${place(x(atMs))},${place(y(estimate))}`).join('L')}`
}

function gateLine({ kind, at }: GateLine, y: Scale): Markup {
  return html`<g class="gate ${kind}">
    <line x1="${box.left}" x2="${box.right}" y1="${place(y(at))}" y2="${place(y(at))}" />
  </g>`
}

/** Left of a GO line, right of a NO_GO line: they are often close. Drawn last, so that no line crosses it. */
function gateLabel({ kind, at, sign }: GateLine, y: Scale): Markup {
  const label = `${kind === 'go' ? 'GO' : 'NO_GO'} ${sign} ${shareText(at)}`
  const [x, anchor] = kind === 'go' ? [box.left + 4, 'start'] : [box.right, 'end']
  return html`<g class="gate ${kind}">
    <text x="${x}" y="${place(y(at) - 4)}" text-anchor="${anchor}">${label}</text>
  </g>`
}

function spoken({ title, lines }: MetricPicture, last: SeriesPoint): string {
  const gates = lines.map(
    ({ kind, at, sign }) => `${kind === 'go' ? 'GO' : 'NO_GO'} ${sign} ${shareText(at)}`,
  )
  const now = `${title}: ${shareText(last.estimate)}, bounds ${shareText(last.lower)} to ${shareText(last.upper)}, ${last.s} of ${last.n}`
  return gates.length === 0 ? now : `${now}; gates ${gates.join(', ')}`
}
