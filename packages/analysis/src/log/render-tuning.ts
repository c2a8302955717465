import { tuningSentence } from '@partial-trust/core'
import type { ChosenTuning } from '@partial-trust/core'
import { html } from '../html/markup.js'
import { page } from '../html/page.js'
import {
  tuningCells,
  tuningHeads,
  tuningMeaning,
  tuningScope,
  tuningTable,
} from '../html/tuning-card.js'
import { alignedRows } from './aligned-rows.js'

/** What was certified, for a person at a terminal. */
export function renderTuning(tuning: ChosenTuning, source: string): string {
  const lines = alignedRows([tuningHeads, ...tuning.rows.map(tuningCells)])
  return [
    `${tuning.corridor}: ${tuningSentence(tuning)}`,
    `  ${tuningScope(tuning)}`,
    `  ${source}`,
    '',
    ...lines,
    '',
  ].join('\n')
}

/** The same as one page. */
export function tuningPage(tuning: ChosenTuning, source: string): string {
  const body = html`<section class="card">
      <h2>${tuningSentence(tuning)}</h2>
      <p class="soft">${tuningMeaning}</p>
    </section>
    <h2>Every threshold</h2>
    <div class="card">${tuningTable(tuning)}</div>`
  return page(`Confidence of ${tuning.corridor}`, `${source} · ${tuningScope(tuning)}`, body)
}
