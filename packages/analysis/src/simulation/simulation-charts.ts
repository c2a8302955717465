import { outcomes } from '@partial-trust/core'
import { gridLines } from '../html/grid-lines.js'
import { html, type Markup } from '../html/markup.js'
import { linear, place, ticks } from '../html/scale.js'
import { percent } from '../verdict/index.js'
import type { Simulation } from './simulate.js'

const width = 360
const box = { left: 46, right: 348, top: 12, bottom: 200 }
const stageColours = 6

/** Stacked shares by day. */
export function timelineChart({ summary, stages }: Simulation): Markup {
  const { timeline: points } = summary
  const last = points.at(-1)?.day ?? 0
  if (last === 0) return html`<p class="empty">No run took a day.</p>`
  const x = linear([0, last], [box.left, box.right])
  const y = linear([0, 1], [box.bottom, box.top])
  const edge = (upTo: number): string[] =>
    points.map(({ day, shares }) => {
      const sum = shares.slice(0, upTo).reduce((total, share) => total + share, 0)
      return `${place(x(day))},${place(y(sum))}`
    })
  const names = [...stages, ...outcomes]
  const layers = names.map(
    (_, layer) => `M${edge(layer + 1).join('L')}L${edge(layer).toReversed().join('L')}Z`,
  )
  const end = points.at(-1)?.shares ?? []
  const spoken = names.map((name, i) => `${name} ${percent(end[i] ?? 0)}`)
  return html`<svg
    viewBox="0 0 ${width} 240"
    role="img"
    aria-label="Share of the runs by day; at the end ${spoken.join(', ')}"
  >
    ${gridLines(box, [0, 0.25, 0.5, 0.75, 1], y, percent)}
    ${layers.map((d, i) => html`<path class="${layerClass(i, stages.length)}" d="${d}" />`)}
    <g class="axis">
      <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
      ${ticks(0, last, 5).map((day) => dayText(x(day), box.bottom + 16, day))}
      <text x="${(box.left + box.right) / 2}" y="${box.bottom + 34}" text-anchor="middle">day</text>
    </g>
  </svg>`
}

/** What each colour of the timeline means. */
export function timelineLegend(names: readonly string[]): Markup {
  const stages = names.length - outcomes.length
  return html`<ul class="legend">
    ${names.map((name, i) => html`<li><span class="${layerClass(i, stages)}"></span>${name}</li>`)}
  </ul>`
}

/** Days per stage as ranges on one axis, each under its name. */
export function durationsChart({ summary }: Simulation): Markup {
  const rows = summary.stages.flatMap(({ stage, days }, i) =>
    days === null ? [] : [{ stage, days, colour: layerClass(i, summary.stages.length) }],
  )
  const longest = Math.max(0.1, ...rows.map(({ days }) => days.p95))
  const x = linear([0, longest], [10, 344])
  const bottom = 46 * rows.length + 6
  return html`<svg
    viewBox="0 0 ${width} ${bottom + 40}"
    role="img"
    aria-label="Days per stage: ${rows.map(({ stage, days }) => `${stage} ${days.p50.toFixed(1)}`).join(', ')}"
  >
    ${ticks(0, longest, 5).map(
      (day) =>
        html`<g class="grid">
          <line x1="${place(x(day))}" x2="${place(x(day))}" y1="4" y2="${bottom}" />
          ${dayText(x(day), bottom + 16, day)}
        </g>`,
    )}
    ${rows.map(({ stage, days, colour }, i) => {
      const top = 22 + i * 46
      return html`<g class="range">
        <text x="10" y="${top - 6}">${shortName(stage)}</text>
        <rect
          class="${colour}"
          x="${place(x(days.p5))}"
          y="${top}"
          width="${place(Math.max(3, x(days.p95) - x(days.p5)))}"
          height="18"
          rx="3"
        />
        <line
          class="middle"
          x1="${place(x(days.p50))}"
          x2="${place(x(days.p50))}"
          y1="${top - 2}"
          y2="${top + 20}"
        />
      </g>`
    })}
    <text x="${width / 2}" y="${bottom + 34}" text-anchor="middle">days in the stage</text>
  </svg>`
}

function dayText(x: number, y: number, day: number): Markup {
  return html`<text x="${place(x)}" y="${y}" text-anchor="middle"
    >${Number(day.toPrecision(6))}</text
  >`
}

/** As much of a name as a line of the picture holds. */
function shortName(name: string): string {
  return name.length > 48 ? `${name.slice(0, 47)}…` : name
}

function layerClass(index: number, stages: number): string {
  return index < stages ? `stage-${index % stageColours}` : (outcomes[index - stages] ?? '')
}
