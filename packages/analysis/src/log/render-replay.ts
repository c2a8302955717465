import { alignedRows } from './aligned-rows.js'
import { plainTable } from '../html/bar-table.js'
import { html } from '../html/markup.js'
import { page } from '../html/page.js'
import { tradeOffChart } from '../html/trade-off-chart.js'
import { renderSource, type VerdictSource } from '../verdict/index.js'
import { scenarioName, type Replayed } from './replay.js'

/** What `replay` answers, as printed with --json. */
export type ReplayAnswer = {
  /** What was played, and under which plan. */
  readonly source: VerdictSource
  readonly stage: string
  /** The one epoch that is played; null where the records name none. */
  readonly epoch: string | null
  /** What is known to be missing of the log, a sentence each. */
  readonly holes: readonly string[]
  /** The log as it was first. */
  readonly scenarios: readonly Replayed[]
}

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
export function renderReplay(answer: ReplayAnswer): string {
  const lines = alignedRows([heads, ...answer.scenarios.map(cells)])
  const { source } = answer
  const first = [renderSource(source), '', `what if, ${scopeOf(answer)}`]
  return [...first, '', ...lines, '', ...remarksOn(answer), ''].join('\n')
}

/** The same as one page with the trade-off as a picture. */
export function replayPage(answer: ReplayAnswer): string {
  const { scenarios, source } = answer
  const body = html`<h2>What a setting gains and costs</h2>
    <div class="grid-cards two">
      <section class="card">
        <p class="soft">
          To the right: more candidates accepted. Up: more of the accepted differ from the baseline.
          Lines join settings of one deadline. Numbers are those of the table.
        </p>
        <div style="max-width:480px">${tradeOffChart(scenarios)}</div>
      </section>
      <section class="card">
        <h3>How to read it</h3>
        <ul>
          ${remarksOn(answer).map((remark) => html`<li>${remark}</li>`)}
        </ul>
      </section>
    </div>
    <h2>Every setting</h2>
    <div class="card">${plainTable('What if', [...heads], scenarios.map(numbered))}</div>`
  return page(
    `What if: stage ${answer.stage}`,
    `${renderSource(source)} · ${scopeOf(answer)}`,
    body,
  )
}

function scopeOf({ stage, epoch }: ReplayAnswer): string {
  return epoch === null ? `stage ${stage}` : `stage ${stage}, epoch ${epoch}`
}

/** What a reader must know, the gravest first. */
function remarksOn({ holes, scenarios }: ReplayAnswer): readonly string[] {
  const none = (scenarios[0]?.attempts ?? 0) === 0
  const untold = scenarios.flatMap(({ scenario, remark }) =>
    remark === null ? [] : [`${scenarioName(scenario)}: ${remark}`],
  )
  return [
    ...(none ? ['The log holds no candidate of this stage: nothing was played.'] : []),
    ...holes.map((hole) => `Records are missing, and no setting can be GO: ${hole}.`),
    ...untold,
    'Candidates are judged again from what the log kept; no model was asked. What a setting does to the circuit, the budget or a repair is not played.',
    'With a longer deadline nobody knows how a timed-out candidate would have ended: it counts as timed out.',
    'Choosing the best of several settings on one log flatters it: let the chosen one prove itself in a stage of its own.',
  ]
}

/** With unknown endings a share is only a limit, and says so. */
function cells({
  scenario,
  attempts,
  metrics,
  accepted_mismatch: differs,
  unknown,
  gate,
}: Replayed): string[] {
  const [least, most] = unknown === 0 ? ['', ''] : ['>= ', '<= ']
  return [
    scenarioName(scenario),
    attempts.toLocaleString('en-US'),
    share(metrics.acceptance.estimate, least),
    share(differs.estimate, ''),
    share(metrics.attempt_error.estimate, most),
    share(metrics.deadline_exceeded.estimate, most),
    unknown.toLocaleString('en-US'),
    gate.verdict,
  ]
}

/** As the points of the picture are. */
function numbered(result: Replayed, index: number): string[] {
  const [name = '', ...rest] = cells(result)
  return [`${index + 1}. ${name}`, ...rest]
}

function share(value: number | null, limit: string): string {
  return value === null ? '-' : `${limit}${(value * 100).toFixed(2)} %`
}
