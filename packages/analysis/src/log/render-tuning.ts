import { alignedRows } from './aligned-rows.js'
import { tuningSentence } from '@partial-trust/core'
import type { ChosenTuning, ThresholdRow } from '@partial-trust/core'
import { plainTable } from '../html/bar-table.js'
import { html } from '../html/markup.js'
import { page } from '../html/page.js'

const heads = ['threshold', 'wrong', 'at most', 'passes', 'spends', 'says'] as const

/** What was certified, for a person at a terminal. */
export function renderTuning(tuning: ChosenTuning, source: string): string {
  const lines = alignedRows([heads, ...tuning.rows.map(cells)])
  return [
    `${tuning.corridor}: ${tuningSentence(tuning)}`,
    `  ${scopeOf(tuning)}`,
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
      <p class="soft">
        Wrong is a candidate that reads or decides otherwise than the baseline, or that was reported
        undone or labelled wrong. The certificate holds at 95 %, however often anybody asks, for
        this epoch and this kind of confidence. Candidates without confidence pass everywhere.
      </p>
    </section>
    <h2>Every threshold</h2>
    <div class="card">${plainTable('Thresholds', [...heads], tuning.rows.map(cells))}</div>`
  return page(`Confidence of ${tuning.corridor}`, `${source} · ${scopeOf(tuning)}`, body)
}

function scopeOf({ epoch, confidence_kind: kind, compared, days }: ChosenTuning): string {
  return `epoch ${epoch ?? '(none named)'}, confidence ${kind ?? 'of a kind the records do not name'}, ${compared} candidates compared in ${days.toFixed(1)} days`
}

function cells(row: ThresholdRow): readonly string[] {
  return [
    String(row.threshold),
    `${row.s} of ${row.n}`,
    percent(row.upper),
    percent(row.passes),
    row.spend.toPrecision(2),
    row.certified ? 'certified' : row.needs === null ? 'never at this rate' : `${row.needs} more`,
  ]
}

function percent(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`
}
