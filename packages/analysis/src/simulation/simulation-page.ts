import { outcomes } from '@partial-trust/core'
import { plainTable } from '../html/bar-table.js'
import { html, type Markup } from '../html/markup.js'
import { page } from '../html/page.js'
import { percent } from '../verdict/index.js'
import {
  figures,
  scenarioPhrase,
  simulationWords,
  stageCells,
  stageHeads,
} from './render-simulation.js'
import type { Simulation } from './simulate.js'
import { durationsChart, timelineChart, timelineLegend } from './simulation-charts.js'

/** The simulation as one file: no script, no font, no picture from elsewhere. */
export function simulationPage(simulation: Simulation): string {
  const { complete, decisions_per_day: traffic, seed, summary } = simulation
  const names = [...simulation.stages, ...outcomes]
  const runs = `${whole(summary.runs)} runs${complete ? '' : ' (interrupted)'}`
  const about = `${runs} · seed ${seed} · ${whole(traffic)} decisions a day · ${scenarioPhrase(simulation)}`
  const body = html`<h2>What came of it</h2>
    <dl class="tiles four">${figures(summary).map(([name, value]) => tile(name, value))}</dl>
    <h2>How the runs went</h2>
    <div class="grid-cards">
      <section class="card">
        <h3>Where the runs stand</h3>
        <p class="soft">Share of the runs in each stage, day by day.</p>
        ${timelineChart(simulation)} ${timelineLegend(names)}
        <details>
          <summary>The same as a table</summary>
          ${plainTable(
            'Share of the runs by day',
            ['day', ...names],
            summary.timeline
              .filter(({ day }) => Number.isInteger(day))
              .map(({ day, shares }) => [`${day}`, ...shares.map(percent)]),
          )}
        </details>
      </section>
      <section class="card">
        <h3>Time in each stage</h3>
        <p class="soft">Bar: 5 % to 95 % of the runs that came there; tick: the middle one.</p>
        ${durationsChart(simulation)}
      </section>
      <section class="card">
        <h3>What the words mean</h3>
        <ul>
          ${simulationWords.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </section>
    </div>
    <h2>Every stage</h2>
    <div class="card">${plainTable('Stages', stageHeads, stageCells(summary))}</div>
    <footer class="soft">
      <p>
        Simulated by the same gates that judge a real log. Assumed: independent decisions except in
        bursts, metrics other than the scenario's at the plan's expected rates, half of the errors
        timeouts, promotion at once at a GO. Simulated streams are not measurements of any model.
      </p>
    </footer>`
  return page('Simulated rollout', about, body, palette)
}

function tile(name: string, value: string): Markup {
  return html`<div class="card">
    <dt>${name}</dt>
    <dd>${value.replace(/ \(.*/u, '')}<small>${/\(.*\)/u.exec(value)?.[0] ?? ''}</small></dd>
  </div>`
}

function whole(n: number): string {
  return n.toLocaleString('en-US')
}

const palette = `
@media (min-width: 561px) { .tiles.four { grid-template-columns: repeat(4, 1fr) } } .range text { fill: var(--text) }
.stage-0 { fill: light-dark(#c5daf8, #24406e); background: light-dark(#c5daf8, #24406e) } .stage-1 { fill: light-dark(#8ab4f0, #3a66ad); background: light-dark(#8ab4f0, #3a66ad) }
.stage-2 { fill: light-dark(#4a86e0, #5a90e6); background: light-dark(#4a86e0, #5a90e6) } .stage-3 { fill: light-dark(#2563c4, #8fb8f8); background: light-dark(#2563c4, #8fb8f8) }
.stage-4 { fill: light-dark(#194a99, #b8d2fb); background: light-dark(#194a99, #b8d2fb) } .stage-5 { fill: light-dark(#0f336e, #dbe8fd); background: light-dark(#0f336e, #dbe8fd) }
.completed { fill: var(--good); background: var(--good) } .stopped { fill: var(--bad); background: var(--bad) } .undecided { fill: var(--wait); background: var(--wait) }
.middle { stroke: var(--text); stroke-width: 2 }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 10px 0 0; padding: 0; font-size: .875rem } .legend span { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; print-color-adjust: exact; -webkit-print-color-adjust: exact }
`
