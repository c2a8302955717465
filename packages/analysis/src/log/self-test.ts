import { isDeepStrictEqual } from 'node:util'
import { buildReport } from './build-report.js'
import { foldLine } from './fold-line.js'
import { LogTally } from './log-tally.js'
import type { AnalysisReport } from './report.js'
import { ScanFold } from './scan-fold.js'
import { allTime } from './time-window.js'

export type SelfTestResult = {
  readonly name: string
  /** Empty when the check holds. */
  readonly problems: readonly string[]
}

type ReferenceLog = {
  readonly name: string
  readonly lines: readonly string[]
  readonly expected: Partial<AnalysisReport>
}

/**
 * Runs the analyzer on logs whose answers were worked out by hand from SPEC section 5: once with the
 * scanner, once with JSON.parse alone, and once with the lines reversed.
 */
export function selfTest(): readonly SelfTestResult[] {
  return referenceLogs.flatMap(({ name, lines, expected }) => [
    { name: `${name}, scanned`, problems: differences(scanned(lines), expected) },
    { name: `${name}, parsed`, problems: differences(parsed(lines), expected) },
    { name: `${name}, reversed`, problems: differences(scanned(lines.toReversed()), expected) },
  ])
}

function scanned(lines: readonly string[]): AnalysisReport {
  const tally = new LogTally()
  const fold = new ScanFold(tally, allTime)
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  bytes.copy(fold.room)
  fold.took(bytes.length)
  fold.finish()
  return buildReport(tally, Date.UTC(2027, 0))
}

function parsed(lines: readonly string[]): AnalysisReport {
  const tally = new LogTally()
  for (const line of lines) foldLine(tally, Buffer.from(line), allTime)
  return buildReport(tally, Date.UTC(2027, 0))
}

function differences(report: AnalysisReport, expected: Partial<AnalysisReport>): string[] {
  const got: Readonly<Record<string, unknown>> = report
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(got[field], value))
    .map(
      ([field, value]) => `${field} is ${JSON.stringify(got[field])}, not ${JSON.stringify(value)}`,
    )
}

/** A record as the seed system wrote them: no schema, stage or deadline, times in microseconds. */
function seedRecord(
  status: string,
  reason: string,
  more: Readonly<Record<string, unknown>>,
): string {
  const sampled = status === 'accepted_llm' || status === 'fallback_deterministic'
  const place = { corridor_intent: 'c', sample_rate: 0.5, sampled, status, reason_code: reason }
  return JSON.stringify({
    ...place,
    latency_ms: null,
    diff_summary: null,
    timestamp: '2026-03-05T23:02:42.063561+00:00',
    ...more,
  })
}

const same = { intent_mismatch: false, entity_key_mismatch: false }
const other = { intent_mismatch: true, entity_key_mismatch: true }

const referenceLogs: readonly ReferenceLog[] = [
  {
    name: 'a small day',
    lines: [
      seedRecord('accepted_llm', 'accepted', { trace_id: '1', latency_ms: 44, diff_summary: same }),
      seedRecord('accepted_llm', 'accepted', {
        trace_id: '2',
        latency_ms: 90.9,
        diff_summary: other,
      }),
      seedRecord('fallback_deterministic', 'timeout', { trace_id: '3' }),
      seedRecord('fallback_deterministic', 'low_confidence', {
        trace_id: '4',
        latency_ms: 70,
        diff_summary: same,
      }),
      seedRecord('not_sampled', 'not_sampled', { trace_id: '5' }),
      seedRecord('skipped', 'corridor_mismatch', { trace_id: '6' }),
      seedRecord('error', 'KeyError', { trace_id: '7' }),
      seedRecord('not_sampled', 'not_sampled', { trace_id: '8', latency_ms: true }),
    ],
    expected: {
      total_records: 8,
      sampled_records: 4,
      acceptance_rate: 0.5,
      intent_mismatch_rate: 1 / 3,
      entity_key_mismatch_rate: 1 / 3,
      latency_p50: 70,
      latency_p95: 70,
      error_rate: 0.125,
      parse_errors: 0,
      attempts: 5,
      attempt_error_rate: 0.4,
      deadline_exceeded_rate: 0.2,
    },
  },
  {
    name: 'damaged lines and a record told twice',
    lines: [
      seedRecord('accepted_llm', 'accepted', { trace_id: '1', latency_ms: -3.7 }),
      seedRecord('accepted_llm', 'accepted', { trace_id: '1', latency_ms: -3.7 }),
      '["accepted_llm"]',
      '{"status": "accepted_llm"',
      '  ',
      '{"status": "accepted_llm", "latency_ms": NaN}',
    ],
    expected: {
      total_records: 2,
      acceptance_rate: 1,
      latency_p50: -3,
      parse_errors: 3,
      attempts: 1,
      duplicates: 1,
      attempt_error_rate: 0,
    },
  },
  {
    name: 'nothing at all',
    lines: [],
    expected: {
      total_records: 0,
      acceptance_rate: null,
      latency_p50: null,
      error_rate: null,
      attempts: 0,
      attempt_error_rate: null,
    },
  },
]
