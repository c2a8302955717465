import { tuningSentence } from '@partial-trust/core'
import type { ChosenTuning, ThresholdRow } from '@partial-trust/core'
import type { LogTunings } from '../log/log-tunings.js'
import { plainTable } from './bar-table.js'
import { html, nothing, type Markup } from './markup.js'

export const tuningHeads = ['threshold', 'wrong', 'at most', 'passes', 'spends', 'says'] as const

/** Of what a tuning speaks. */
export function tuningScope(tuning: ChosenTuning): string {
  const { epoch, confidence_kind: kind, compared, days } = tuning
  return `epoch ${epoch ?? '(none named)'}, confidence ${kind ?? 'of a kind the records do not name'}, ${compared} candidates compared in ${days.toFixed(1)} days`
}

export function tuningCells(row: ThresholdRow): readonly string[] {
  return [
    String(row.threshold),
    `${row.s} of ${row.n}`,
    percent(row.upper),
    percent(row.passes),
    row.spend.toPrecision(2),
    row.certified ? 'certified' : row.needs === null ? 'never at this rate' : `${row.needs} more`,
  ]
}

export const tuningMeaning =
  'Wrong is a candidate that reads or decides otherwise than the baseline, or that was reported undone or labelled wrong. The certificate holds at 95 %, however often anybody asks, for this epoch and this kind of confidence. Candidates without confidence pass everywhere.'

export function tuningTable({ rows, corridor }: ChosenTuning): Markup {
  return plainTable(`Confidence thresholds of ${corridor}`, [...tuningHeads], rows.map(tuningCells))
}

/** What the report says of confidence; nothing where no candidate stated any. */
export function tuningSection(question: LogTunings): Markup {
  const { tunings, earlier, withheld, max_wrong: most } = question
  if (tunings.length === 0 && withheld === null) return nothing
  return html`<h2>Confidence: at most ${percent(most)} wrong</h2>
    <p class="soft">${tuningMeaning}</p>
    ${withheld === null ? nothing : html`<p class="soft">Withheld: ${withheld}.</p>`}
    ${tunings.map(
      (tuning) =>
        html`<section class="card" style="margin-top:12px">
          <h3>${tuning.corridor}: ${tuningSentence(tuning)}</h3>
          <p class="soft">${tuningScope(tuning)}</p>
          ${tuningTable(tuning)}
        </section>`,
    )}
    ${earlier.length === 0 ? nothing : earlierNote(earlier)}`
}

function earlierNote(earlier: LogTunings['earlier']): Markup {
  const names = earlier.map(
    ({ corridor, epoch, confidence_kind: kind }) =>
      `epoch ${epoch ?? '(none named)'} (${kind ?? 'kind unknown'}) of ${corridor}`,
  )
  return html`<p class="soft" style="margin-top:12px">
    Counted before and not put together with these: ${names.join(', ')}. See
    <code>partial-trust tune --epoch</code>.
  </p>`
}

function percent(value: number): string {
  return `${Number((100 * value).toPrecision(3))} %`
}
