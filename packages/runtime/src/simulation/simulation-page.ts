import { outcomes } from '@partial-trust/core'
import {
  gridLines,
  html,
  linear,
  place,
  plainTable,
  styles,
  ticks,
  type Markup,
} from '../analysis/index.js'
import { percent } from '../gates/index.js'
import { figures, scenarioPhrase, stageCells, stageHeads } from './render-simulation.js'
import type { Simulation } from './simulate.js'

/** The simulation as one file: no script, no font, no picture from elsewhere. */
export function simulationPage(simulation: Simulation): string {
  const { decisions_per_day: traffic, seed, summary } = simulation
  const heads = ['day', ...simulation.stages, ...outcomes]
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>Partial Trust: simulated rollout</title>
        <style>
          ${{ markup: styles + palette }}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>Simulated rollout</h1>
            <p class="soft">
              ${summary.runs} runs · seed ${seed} · ${traffic} decisions a day ·
              ${scenarioPhrase(simulation)}
            </p>
          </header>
          <dl class="tiles">
            ${figures(summary).map(
              ([name, value]) =>
                html`<div class="card">
                  <dt>${name}</dt>
                  <dd>
                    ${value.replace(/ \(.*/u, '')}<small>${/\(.*\)/u.exec(value)?.[0] ?? ''}</small>
                  </dd>
                </div>`,
            )}
          </dl>
          <h2>Where the runs stand</h2>
          <section class="card">
            <p class="soft">Share of the runs in each stage, day by day.</p>
            ${timeline(simulation)} ${legend(heads.slice(1))}
            <details>
              <summary>The same as a table</summary>
              ${plainTable(
                'Share of the runs by day',
                heads,
                summary.timeline
                  .filter(({ day }) => Number.isInteger(day))
                  .map(({ day, shares }) => [`${day}`, ...shares.map(percent)]),
              )}
            </details>
          </section>
          <h2>Time in each stage</h2>
          <section class="card">
            <p class="soft">Bar: 5 % to 95 % of the runs that came there; tick: the middle one.</p>
            ${durations(simulation)} ${plainTable('Stages', stageHeads, stageCells(summary))}
          </section>
          <footer class="soft">
            <p>
              Simulated by the same gates that judge a real log. Assumed: independent decisions
              except in bursts, metrics other than the scenario's at the plan's expected rates, half
              of the errors timeouts, promotion at once at a GO. Simulated streams are not
              measurements of any model.
            </p>
          </footer>
        </main>
      </body>
    </html> `
  return page.markup
}

const box = { left: 46, right: 748, top: 12, bottom: 230 }
const stageColours = 6

/** Stacked shares by day. */
function timeline({ summary, stages }: Simulation): Markup {
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
  const layers = [...stages, ...outcomes].map(
    (_, layer) => `M${edge(layer + 1).join('L')}L${edge(layer).toReversed().join('L')}Z`,
  )
  const end = points.at(-1)?.shares ?? []
  const spoken = [...stages, ...outcomes].map((name, i) => `${name} ${percent(end[i] ?? 0)}`)
  return html`<svg
    viewBox="0 0 760 260"
    role="img"
    aria-label="Share of the runs by day; at the end ${spoken.join(', ')}"
  >
    ${gridLines(box, [0, 0.25, 0.5, 0.75, 1], y, percent)}
    ${layers.map((d, i) => html`<path class="${layerClass(i, stages.length)}" d="${d}" />`)}
    <g class="axis">
      <line x1="${box.left}" x2="${box.right}" y1="${box.bottom}" y2="${box.bottom}" />
      ${ticks(0, last, 8).map(
        (day) =>
          html`<text x="${place(x(day))}" y="${box.bottom + 20}" text-anchor="middle"
            >${day === 0 ? 'day 0' : day}</text
          >`,
      )}
    </g>
  </svg>`
}

function legend(names: readonly string[]): Markup {
  const stages = names.length - outcomes.length
  return html`<ul class="legend">
    ${names.map((name, i) => html`<li><span class="${layerClass(i, stages)}"></span>${name}</li>`)}
  </ul>`
}

/** Days per stage as ranges on one axis. */
function durations({ summary }: Simulation): Markup {
  const rows = summary.stages.flatMap(({ stage, days }) => (days === null ? [] : [{ stage, days }]))
  const longest = Math.max(0.1, ...rows.map(({ days }) => days.p95))
  const x = linear([0, longest], [110, 740])
  const height = 34 * rows.length + 34
  return html`<svg
    viewBox="0 0 760 ${height}"
    role="img"
    aria-label="Days per stage: ${rows.map(({ stage, days }) => `${stage} ${days.p50.toFixed(1)}`).join(', ')}"
  >
    ${ticks(0, longest, 8).map(
      (day) =>
        html`<g class="grid">
          <line x1="${place(x(day))}" x2="${place(x(day))}" y1="4" y2="${height - 24}" />
          <text x="${place(x(day))}" y="${height - 8}" text-anchor="middle"
            >${Number(day.toPrecision(6))}</text
          >
        </g>`,
    )}
    ${rows.map(({ stage, days }, i) => {
      const top = 8 + i * 34
      return html`<g>
        <text x="0" y="${top + 15}">${stage}</text>
        <rect
          class="${layerClass(i, summary.stages.length)}"
          x="${place(x(days.p5))}"
          y="${top}"
          width="${place(Math.max(3, x(days.p95) - x(days.p5)))}"
          height="20"
          rx="3"
        />
        <line
          class="middle"
          x1="${place(x(days.p50))}"
          x2="${place(x(days.p50))}"
          y1="${top - 2}"
          y2="${top + 22}"
        />
      </g>`
    })}
    <text x="0" y="${height - 8}">days</text>
  </svg>`
}

function layerClass(index: number, stages: number): string {
  return index < stages ? `stage-${index % stageColours}` : (outcomes[index - stages] ?? '')
}

const palette = `
.stage-0 { fill: light-dark(#c5daf8, #24406e); background: light-dark(#c5daf8, #24406e) } .stage-1 { fill: light-dark(#8ab4f0, #3a66ad); background: light-dark(#8ab4f0, #3a66ad) }
.stage-2 { fill: light-dark(#4a86e0, #5a90e6); background: light-dark(#4a86e0, #5a90e6) } .stage-3 { fill: light-dark(#2563c4, #8fb8f8); background: light-dark(#2563c4, #8fb8f8) }
.stage-4 { fill: light-dark(#194a99, #b8d2fb); background: light-dark(#194a99, #b8d2fb) } .stage-5 { fill: light-dark(#0f336e, #dbe8fd); background: light-dark(#0f336e, #dbe8fd) }
.completed { fill: var(--good); background: var(--good) } .stopped { fill: var(--bad); background: var(--bad) } .undecided { fill: var(--wait); background: var(--wait) }
.middle { stroke: var(--text); stroke-width: 2 }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 10px 0 0; padding: 0; font-size: .875rem } .legend span { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; print-color-adjust: exact; -webkit-print-color-adjust: exact }
`
