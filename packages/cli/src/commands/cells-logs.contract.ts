import { seededRandom } from '@partial-trust/testing'

type Line = Record<string, unknown>
const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const same = {
  intent_mismatch: false,
  decision_type_mismatch: false,
  action_count_mismatch: false,
  entity_key_mismatch: false,
}

/** A log over five days: `isBad` says how an attempt ends, `more` what else it has. */
function logOf(
  name: string,
  {
    n = 450,
    isBad = () => false,
    more = () => ({}),
  }: {
    n?: number
    isBad?: (i: number) => boolean
    more?: (i: number) => Line
  },
): string[] {
  const random = seededRandom(name)
  return Array.from({ length: n }, (_, i) => {
    const bad = isBad(i)
    const asked = i % 4 !== 3
    const ended: Line = asked
      ? {
          sampled: true,
          status: bad ? 'fallback_deterministic' : 'accepted_llm',
          reason_code: bad ? 'timeout' : 'accepted',
          latency_ms: bad ? 200 : Math.floor(20 + random() * 150),
          model_meta: { model: 'm', input_tokens: 100, output_tokens: 20 },
          diff_summary: bad ? null : { ...same, entity_key_mismatch: i % 40 === 0 },
        }
      : { sampled: false, status: 'not_sampled', reason_code: 'not_sampled', latency_ms: null }
    return JSON.stringify({
      timestamp: new Date(startMs + (i * 5 * dayMs) / n).toISOString(),
      trace_id: `trace-${i}`,
      command_id: `command-${i}`,
      corridor_intent: 'c',
      sample_rate: 0.75,
      ...ended,
      schema: 1,
      epoch: 'e1',
      stage: 'canary',
      mode: 'live',
      deadline_ms: 200,
      instance: `i${i % 3}`,
      ...more(i),
    })
  })
}

const isoAt = (afterMs: number): string => new Date(startMs + afterMs).toISOString()

/** Status, reason and whether it was sampled, as a record can say them. */
const endings = [
  ['accepted_llm', 'accepted', true],
  ['accepted_llm', 'accepted', true],
  ['fallback_deterministic', 'low_confidence', true],
  ['accepted_llm', 'accepted', true],
  ['fallback_deterministic', 'own_rule', true],
  ['skipped', 'killed', true],
  ['skipped', 'circuit_open', true],
  ['error', 'baseline_error', false],
  ['error', 'baseline_error', true],
  ['not_sampled', 'not_sampled', false],
  ['skipped', 'policy_disabled', false],
  ['something_new', 'accepted', true],
] as const

/** One attempt in 150 fails. */
export const healthy = logOf('healthy', { n: 900, isBad: (i) => i % 150 === 0 })
/** Logs that are judged alike from their lines and from their cells. */
export const logs: Readonly<Record<string, readonly string[]>> = {
  healthy,
  failing: logOf('failing', { isBad: (i) => i % 5 === 0 }),
  bursty: logOf('bursty', {
    isBad: (i) => i % 300 < 12,
    more: (i) =>
      i % 2 === 0
        ? { timestamp: new Date(startMs + Math.floor(i / 50) * 600_000 * 40).toISOString() }
        : {},
  }),
  'with mixed epochs': logOf('epochs', { more: (i) => ({ epoch: i > 250 ? 'e2' : 'e1' }) }),
  'with two epochs side by side': logOf('beside', { more: (i) => ({ epoch: `e${i % 2}` }) }),
  'with records told twice': [...healthy, ...healthy.slice(100, 300)],
  'with unreadable lines and newer records': [
    ...healthy,
    ...Array.from({ length: 30 }, () => '{"torn'),
    ...logOf('newer', { n: 20, more: () => ({ schema: 2 }) }),
  ],
  'without times': logOf('timeless', { more: (i) => (i % 10 === 0 ? { timestamp: 'noon' } : {}) }),
  'of records as the seed wrote them': logOf('seed', {
    more: () => ({
      schema: undefined,
      stage: null,
      epoch: undefined,
      sample_rate: 0.01,
      deadline_ms: undefined,
      instance: undefined,
    }),
  }),
  'of several corridors': [
    ...healthy,
    ...logOf('other', { more: () => ({ corridor_intent: 'd' }) }),
  ],
  'with parts': logOf('parts', {
    isBad: (i) => i % 6 === 0,
    more: (i) => ({
      baseline_summary: {
        intent: 'c',
        decision_type: 'job',
        action_count: 1,
        language: i % 2 === 0 ? 'en' : 'de',
        channel: i % 3 === 0 ? 'mail' : 'a-b:c.d',
        'Not a key': 'word',
        said: 'not a word',
      },
    }),
  }),
  'of shadow decisions': logOf('shadow', {
    more: (i) => ({ mode: 'shadow', ...(i % 4 === 3 ? {} : { status: 'shadow' }) }),
  }),
  'with days without a record': logOf('days', {
    isBad: (i) => i % 90 === 0,
    more: (i) => ({ timestamp: isoAt(Math.floor(i / 112) * 9 * dayMs + (i % 112) * 60_000) }),
  }),
  'whose clock was set back and forth': logOf('clock', {
    isBad: (i) => i % 70 === 0,
    more: (i) => ({ timestamp: isoAt((i % 2 === 0 ? 1 : -1) * (i * 400_000) + (i % 997)) }),
  }),
  'of rates and deadlines that changed': logOf('rates', {
    more: (i) => ({ sample_rate: i < 200 ? 0.75 : 0.8, deadline_ms: i < 300 ? 200 : 120.5 }),
  }),
  'of stages one after the other': logOf('stages', {
    isBad: (i) => i % 60 === 0,
    more: (i) => ({ stage: i < 100 ? 'shadow' : i < 350 ? 'canary' : 'half' }),
  }),
  'of decisions that ended in every way': logOf('endings', {
    more: (i) => {
      const [status, reason_code, sampled] = endings[i % endings.length] ?? []
      return { status, reason_code, sampled }
    },
  }),
  'of candidates that differ in every way': logOf('differing', {
    more: (i) => ({
      diff_summary: {
        intent_mismatch: i % 31 === 0,
        decision_type_mismatch: i % 7 === 0 ? null : i % 29 === 0,
        action_count_mismatch: i % 23 === 0,
        ...(i % 5 === 0 ? {} : { entity_key_mismatch: i % 19 === 0 }),
      },
    }),
  }),
  'of values that no record should hold': logOf('odd', {
    more: (i) => ({
      ...[
        { latency_ms: -3 },
        { latency_ms: 12.75 },
        { latency_ms: 9e9 },
        { latency_ms: '80' },
        { model_meta: { model: 7, input_tokens: -1, output_tokens: 2.5 } },
        { model_meta: 'none', deadline_ms: '200' },
        { sampled: 'true' },
        { instance: 'i"\\\u00e9\u2028', trace_id: null },
        { status: null, reason_code: 'Two\nlines' },
        {},
      ][i % 10],
    }),
  }),
  'of three decisions': logOf('three', { n: 3 }),
}
