import { plainTable } from './html/bar-table.js'
import { html } from './html/markup.js'
import { page } from './html/page.js'
import { tradeOffChart } from './html/trade-off-chart.js'
import { scenarioName, type Replayed } from './replay.js'

const heads = [
  'Setting',
  'Attempts',
  'Acceptance',
  'Accepted, differs from baseline',
  'Attempt errors',
  'Deadline exceeded',
  'Not known',
  'Verdict',
] as const

/** The scenarios side by side. */
export function renderReplay(results: readonly Replayed[], stage: string): string {
  const rows = [heads, ...results.map(cells)]
  const widths = heads.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [`what if, stage ${stage}`, '', ...lines, '', ...remarks, ''].join('\n')
}

export function replayPage(results: readonly Replayed[], stage: string, source: string): string {
  const body = html`<div class="card" style="margin-top:18px">
      <h3>What a setting gains and costs</h3>
      <p class="soft">
        To the right: more candidates accepted. Up: more of the accepted differ from the baseline.
      </p>
      <div style="max-width:440px">${tradeOffChart(results)}</div>
    </div>
    <h2>Every setting</h2>
    <div class="card">${plainTable('What if', [...heads], results.map(numbered))}</div>
    <ul class="soft">
      ${remarks.map((remark) => html`<li>${remark}</li>`)}
    </ul>`
  return page(`What if: stage ${stage}`, source, body)
}

const remarks = [
  'Candidates are judged again from what the log kept; no model was asked.',
  'With a longer deadline nobody knows how a timed-out candidate would have ended: it counts as timed out.',
  'Choosing the best of several settings on one log flatters it: let the chosen one prove itself in a stage of its own.',
]

function cells({
  scenario,
  attempts,
  metrics,
  accepted_mismatch: differs,
  unknown,
  gate,
}: Replayed): string[] {
  return [
    scenarioName(scenario),
    attempts.toLocaleString('en-US'),
    share(metrics.acceptance.estimate),
    share(differs.estimate),
    share(metrics.attempt_error.estimate),
    share(metrics.deadline_exceeded.estimate),
    unknown.toLocaleString('en-US'),
    gate.verdict,
  ]
}

/** As the points of the picture are. */
function numbered(result: Replayed, index: number): string[] {
  const [name = '', ...rest] = cells(result)
  return [`${index + 1}. ${name}`, ...rest]
}

function share(value: number | null): string {
  return value === null ? '-' : `${(value * 100).toFixed(2)} %`
}
