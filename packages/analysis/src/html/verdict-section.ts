import { latencyText } from '@partial-trust/core'
import type { GateVerdict, StageVerdict } from '@partial-trust/core'
import type { SplitReport } from '../log/split-report.js'
import { plainTable } from './bar-table.js'
import { gateTitle, type JudgedGate } from './judged-gates.js'
import { html, nothing, type Markup } from './markup.js'
import { shareText } from './scale.js'

const words: { readonly [verdict in GateVerdict]: string } = {
  GO: 'the stage may go on',
  NO_GO: 'the corridor must close',
  INSUFFICIENT: 'not decided yet',
}

/** The verdict in words, first on the page. */
export function verdictCard(verdict: StageVerdict, split: SplitReport | null): Markup {
  const hidden = split?.hidden_failures ?? []
  return html`<section class="card verdict ${verdict.verdict}">
    <h2>
      Stage ${verdict.stage}: <span class="word">${verdict.verdict}</span>,
      ${words[verdict.verdict]}
    </h2>
    ${hidden.length === 0 ? nothing : html`<p><strong>${verdict.verdict} as a whole hides a failing part: ${hidden.join(', ')}.</strong></p>`}
    <ul>
      ${verdict.because.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`
}

/** What stands where a verdict would. */
export const noVerdictCard: Markup = html`<section class="card verdict">
  <h2>No stage was judged</h2>
  <p>
    These figures are held against no plan. Analyze with --stage NAME (and --plan FILE) for a
    verdict, its reasons and the gates in the pictures.
  </p>
</section>`

/** Every gate with its arithmetic. */
export function verdictTable(
  { alpha, decided_at, latency }: StageVerdict,
  gates: readonly JudgedGate[],
): Markup {
  const rows = gates.map(({ row, ...gate }) => [
    `${gateTitle({ row, ...gate })} ${row.direction === 'above' ? '>' : '<'} ${row.threshold === null ? '–' : shareText(row.threshold)}`,
    `${row.s} of ${row.n}`,
    row.estimate === null ? '–' : shareText(row.estimate),
    row.n === 0 ? '–' : `${shareText(row.lower)} to ${shareText(row.upper)}`,
    row.log_e === null ? '–' : row.log_e.toFixed(2),
    row.verdict,
  ])
  return html`<h2>The gates and their arithmetic</h2>
    <div class="card">
      ${plainTable('Gates', ['Gate', 'Counted', 'Rate', 'Bounds', 'ln E', 'Says'], rows)}
      ${latency.length === 0 ? nothing : html`<p style="margin-top:8px">Latency of the stage: ${latencyText(latency)}.</p>`}
      <p class="soft" style="margin-top:8px">
        A gate fires when ln E reaches ln(1/α): ${Math.log(1 / alpha.go).toFixed(2)} for GO (α
        ${alpha.go}), ${Math.log(1 / alpha.rollback).toFixed(2)} for NO_GO taken together (α
        ${alpha.rollback}). Decided ${decided_at.slice(0, 16).replace('T', ' ')} UTC.
      </p>
    </div>`
}
