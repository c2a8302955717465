import { metricTitle, quantileName } from '@partial-trust/core'
import type { LatencyQuantile } from '@partial-trust/core'
import type { AnalysisReport } from '../log/report.js'
import { splitMetrics } from '../log/split-report.js'
import { latencyChart } from './latency-chart.js'
import { metricChart, type MetricPicture } from './metric-chart.js'
import { html, nothing, type Markup } from './markup.js'
import { page } from './page.js'
import { barTable, plainTable, type BarRow } from './bar-table.js'
import { gatesOf, pictures, type PageQuestion } from './page-data.js'
import { shareText } from './scale.js'
import { reasonRows, spanRows } from './rows.js'
import { tuningSection } from './tuning-card.js'
import { noVerdictCard, verdictCard, verdictTable } from './verdict-section.js'

/**
 * The report as one file: no script, no font, no picture from elsewhere. It holds what the JSON report
 * holds and nothing of any command.
 */
export function reportPage(question: PageQuestion): string {
  const { report, verdict, split, tuned, source, nowMs } = question
  const body = html`
    ${verdict === null ? noVerdictCard : verdictCard(verdict, split)} ${notes(report.notes)}
    <h2>The whole log</h2>
    ${tiles(question)} ${report.attempts === 0 ? nothing : metricsSection(question)}
    ${report.total_records === 0 ? nothing : endings(report)}
    ${split === null ? nothing : splitSection(split)}
    ${tuned === null ? nothing : tuningSection(tuned)}
    ${verdict === null ? nothing : verdictTable(verdict, gatesOf(question))}
    <footer class="soft">
      <p>
        Rates count decisions for which a candidate was asked (attempts), each once. Errors are
        failed, late and unreadable candidates; mismatches count where both sides gave a value. An
        epoch is one combination of model, prompt, schema and rules: its evidence says nothing about
        another.
      </p>
    </footer>
  `
  const about = `${source} · ${period(question)} · made ${minute(new Date(nowMs).toISOString())} UTC`
  return page('Partial Trust risk report', about, body)
}

function metricsSection(question: PageQuestion): Markup {
  const shown = pictures(question)
  return html`<h2>Metrics over time</h2>
    <p class="soft">
      Running rate (line) with bounds (band) that hold however often one looks: ${shown.bounds};
      ${shown.scope}. Times are UTC.
    </p>
    <div class="grid-cards" style="margin-top:12px">
      ${shown.metrics.map(metricCard)} ${latencyCard(question)}
    </div>`
}

/** How decisions ended, and when which stage and epoch was in force. */
function endings(report: AnalysisReport): Markup {
  const { asked, unasked } = reasonRows(report)
  return html`<h2>How decisions ended</h2>
    <div class="grid-cards two">
      <section class="card">
        <h3>Candidates</h3>
        <p class="soft">Red: it failed, was late or could not be read.</p>
        ${barTable('Reason codes of candidates', reasonHeads, asked)}
      </section>
      <section class="card">
        <h3>No candidate was asked for</h3>
        ${barTable('Reason codes without a candidate', reasonHeads, unasked)}
      </section>
    </div>
    <h2>Stages and epochs</h2>
    <div class="card">
      <h3>Stages</h3>
      ${spanTable('Stages', spanRows(report.stages, stageLabel))}
      <h3 style="margin-top:18px">Epochs</h3>
      ${spanTable(
        'Epochs',
        spanRows(report.epochs, ({ name }) => name ?? '(none)'),
      )}
    </div>`
}

const reasonHeads = ['Reason code', 'Records', 'Share'] as const

function period({ report }: PageQuestion): string {
  const moments = report.stages
    .flatMap(({ first, last }) => [first, last])
    .filter((m) => m !== null)
  const sorted = moments.toSorted()
  const [first, last] = [sorted[0], sorted.at(-1)]
  return first === undefined || last === undefined
    ? 'no dated record'
    : `${minute(first)} to ${minute(last)} UTC`
}

function tiles({ report }: PageQuestion): Markup {
  const { metrics } = report
  const rate = (name: keyof typeof metrics): Markup => {
    const { estimate, lower, upper } = metrics[name]
    if (estimate === null || lower === null || upper === null)
      return html`<dd>–<small>no data</small></dd>`
    return html`<dd>
      ${shareText(estimate)}<small>${shareText(lower)} to ${shareText(upper)}</small>
    </dd>`
  }
  const deadlines = report.deadlines.map(({ deadline_ms: deadline }) => `${deadline} ms`)
  const small = deadlines.length === 0 ? 'deadline unknown' : `deadline ${deadlines.join(', ')}`
  return html`<dl class="tiles">
    <div class="card">
      <dt>Records</dt>
      <dd>${count(report.total_records)}<small>${count(report.parse_errors)} unreadable</small></dd>
    </div>
    <div class="card">
      <dt>Attempts</dt>
      <dd>
        ${count(report.attempts)}<small>${count(report.sampled_records)} sampled records</small>
      </dd>
    </div>
    <div class="card">
      <dt>Attempt errors</dt>
      ${rate('attempt_error')}
    </div>
    <div class="card">
      <dt>Acceptance</dt>
      ${rate('acceptance')}
    </div>
    <div class="card">
      <dt>Latency p95</dt>
      <dd>
        ${report.latency_p95 === null ? '–' : `${report.latency_p95} ms`}<small>${small}</small>
      </dd>
    </div>
  </dl>`
}

function notes(said: readonly string[]): Markup {
  if (said.length === 0) return nothing
  return html`<section class="card notes">
    <h2>Before trusting these figures</h2>
    <ul>
      ${said.map((note) => html`<li>${note}</li>`)}
    </ul>
  </section>`
}

function metricCard(picture: MetricPicture): Markup {
  const last = picture.points.at(-1)
  const rows = picture.points
    .filter((_, i, all) => i % Math.ceil(all.length / 12) === 0 || i === all.length - 1)
    .map(({ atMs, s, n, estimate, lower, upper }) => [
      minute(new Date(atMs).toISOString()),
      `${count(s)} of ${count(n)}`,
      shareText(estimate),
      `${shareText(lower)} to ${shareText(upper)}`,
    ])
  return html`<section class="card">
    <h3>${picture.title}</h3>
    ${last === undefined ? nothing : html`<p class="figure">${shareText(last.estimate)} <small>${shareText(last.lower)} to ${shareText(last.upper)} · ${count(last.s)} of ${count(last.n)}</small></p>`}
    ${metricChart(picture)}
    ${picture.remark === null ? nothing : html`<p class="soft">${picture.remark}</p>`}
    ${
      rows.length === 0
        ? nothing
        : html`<details>
            <summary>${picture.title} as a table</summary>
            ${plainTable(picture.title, ['Until (UTC)', 'Counted', 'Rate', 'Bounds'], rows)}
          </details>`
    }
  </section>`
}

function latencyCard({ report }: PageQuestion): Markup {
  const timeouts =
    report.attempts - report.latency_histogram.reduce((sum, bin) => sum + bin.attempts, 0)
  const late = report.reason_code_breakdown['timeout'] ?? 0
  const deadlines = report.deadlines.map(({ deadline_ms: deadline }) => deadline)
  const rows = report.latency_histogram
    .filter(({ attempts }) => attempts > 0)
    .map(({ above_ms: above, up_to_ms: edge, attempts }) => [
      edge === null ? `above ${above ?? 0} ms` : `${above ?? 0} to ${edge} ms`,
      count(attempts),
      shareText(attempts / Math.max(1, report.attempts)),
    ])
  const shownLate = Math.min(late, timeouts)
  return html`<section class="card">
    <h3>Latency of candidates</h3>
    <p class="figure">
      ${report.latency_p50 === null ? '–' : `${report.latency_p50} ms`}
      <small
        >median; p95 ${report.latency_p95 === null ? '–' : `${report.latency_p95} ms`} · whole
        log</small
      >
    </p>
    ${latencyChart(report.latency_histogram, deadlines, shownLate)}
    ${plainTable('Latency quantiles', ['Of the attempts', 'Keep to', 'Not ruled out'], report.latency_quantiles.map(quantileRow))}
    <details>
      <summary>Latency as a table</summary>
      ${plainTable('Latency', ['Latency', 'Attempts', 'Share'], [...rows, ['timed out', count(shownLate), shareText(shownLate / Math.max(1, report.attempts))]])}
    </details>
  </section>`
}

/** Histogram edges, with bounds that hold however often one looks; timeouts exceed every edge. */
function quantileRow(one: LatencyQuantile): readonly string[] {
  const { quantile, estimate_ms: estimate, lower_ms: lower, upper_ms: upper } = one
  return [
    `${shareText(quantile)} (${quantileName(one)})`,
    estimate === null ? 'beyond measure' : `${estimate} ms`,
    upper === null ? `${lower} ms or more` : `${lower} to ${upper} ms`,
  ]
}

function spanTable(caption: string, rows: readonly BarRow[]): Markup {
  return barTable(caption, ['Name', 'From (UTC)', 'To (UTC)', 'Attempts', 'Errors'], rows)
}

function stageLabel({
  name,
  sample_rate: rate,
}: {
  name: string | null
  sample_rate: number | null
}): string {
  if (name !== null) return rate === null ? name : `${name} (${shareText(rate)})`
  return rate === null ? '(none)' : `${shareText(rate)} sampled`
}

function splitSection(split: NonNullable<PageQuestion['split']>): Markup {
  const k = split.parts.length
  const rows = split.parts.map((part) => [
    part.name ?? '(none)',
    count(part.attempts),
    ...splitMetrics.map((name) => {
      const { estimate, lower, upper } = part.metrics[name]
      return estimate === null || lower === null || upper === null
        ? '–'
        : `${shareText(estimate)} (${shareText(lower)} to ${shareText(upper)})`
    }),
    part.verdict ?? '–',
  ])
  const heads = [split.by, 'Attempts', ...splitMetrics.map(metricTitle), 'Judged alone']
  return html`<h2>By ${split.by}</h2>
    <div class="card">
      ${plainTable(`By ${split.by}`, heads, rows)}
      <p class="soft" style="margin-top:8px">
        Bounds hold for all ${k} parts together, however many there will be: the j-th to appear is
        taken at 1/(j (j + 1)) of the error.
      </p>
    </div>`
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ')
}

function count(n: number): string {
  return n.toLocaleString('en-US')
}
