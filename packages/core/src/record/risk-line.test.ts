import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorNames } from './error-name.js'
import { confidenceBuckets, confidenceKinds } from './field-kinds.js'
import { isReasonCode, reasonCodes } from './reason-codes.js'
import { recordProblems } from './record-problems.js'
import { riskRecordJsonSchema } from './record-schema.js'
import { riskLine } from './risk-line.js'
import { riskLineWriter } from './risk-line-writer.js'
import type { CandidateSummary, DecisionSummary, RiskRecord } from './risk-record.js'
import { statuses } from './status.js'

const keys =
  'timestamp trace_id command_id corridor_intent sample_rate sampled status reason_code latency_ms ' +
  'model_meta baseline_summary llm_summary diff_summary schema epoch stage mode bucket deadline_ms instance'

function keysOf(line: string): string[] {
  const value: object = JSON.parse(line)
  return Object.keys(value)
}

const awkward = [
  '',
  '"\\/\b\f\n\r\t\u0000\u001f',
  '\u007f\u0080\u2028\u2029\ufeff\uffff',
  '\ud800 lone \udfff',
  '😀 молоко',
  '__proto__',
  '","status":"accepted_llm',
  'x'.repeat(10_000),
  '\u2028"'.repeat(5_000),
]
const anyText = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
)
const count = fc.nat(1_000_000)
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(arbitrary, { nil: null })
const word = fc.constantFrom('add_shopping_item', 'create_task', 'other', 'team:billing-2')

/** A corridor's own traits, which a record has or has not. */
const traits = fc.dictionary(
  fc.constantFrom('has_list_id', 'risk_class', 'lines'),
  fc.oneof(fc.boolean(), fc.integer(), fc.constantFrom('low', 'high'), fc.constant(null)),
  { noNullPrototype: true },
)
const bareSummary = fc.record(
  { intent: word, decision_type: word, action_count: count, entity_keys_count: count },
  { noNullPrototype: true },
)
const decisionSummary: fc.Arbitrary<DecisionSummary> = fc
  .tuple(bareSummary, traits)
  .map(([summary, own]) => ({ ...summary, ...own, ...summary }))
const confidence = fc.record(
  {
    confidence: orNull(share),
    confidence_bucket: fc.constantFrom(...confidenceBuckets),
    confidence_kind: fc.constantFrom(...confidenceKinds),
  },
  { requiredKeys: ['confidence', 'confidence_bucket'], noNullPrototype: true },
)
const candidateSummary: fc.Arbitrary<CandidateSummary> = fc
  .tuple(bareSummary, traits, confidence)
  .map(([summary, own, stated]) => ({ ...summary, ...own, ...summary, ...stated }))
const reason = fc.constantFrom(...Object.keys(reasonCodes).filter(isReasonCode), ...errorNames)

const anyRecord: fc.Arbitrary<RiskRecord> = fc.record(
  {
    timestamp: fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString()),
    trace_id: anyText,
    command_id: orNull(anyText),
    corridor_intent: word,
    sample_rate: share,
    sampled: fc.boolean(),
    status: fc.constantFrom(...statuses),
    reason_code: reason,
    latency_ms: orNull(count),
    model_meta: orNull(
      fc.record(
        {
          profile: anyText,
          task_id: anyText,
          escalated: fc.boolean(),
          provider: anyText,
          model: anyText,
          attempts: count,
          input_tokens: orNull(count),
          output_tokens: orNull(count),
        },
        { noNullPrototype: true },
      ),
    ),
    baseline_summary: orNull(decisionSummary),
    llm_summary: orNull(candidateSummary),
    diff_summary: orNull(
      fc.record(
        {
          intent_mismatch: fc.boolean(),
          decision_type_mismatch: fc.boolean(),
          action_count_mismatch: fc.boolean(),
          entity_key_mismatch: fc.boolean(),
        },
        { noNullPrototype: true },
      ),
    ),
    schema: fc.constant(1),
    epoch: fc.constantFrom('9f86d081884c7d65', 'c0ffee'),
    stage: orNull(anyText),
    mode: fc.constantFrom('live', 'shadow'),
    bucket: fc.integer({ min: 0, max: 999_999 }).map((millionths) => millionths / 1e6),
    deadline_ms: fc.integer({ min: 1, max: 60_000 }),
    instance: fc.constantFrom('a1b2c3d4', 'e5f6'),
  },
  { noNullPrototype: true },
)

const unsampled: RiskRecord = {
  timestamp: '2026-11-22T21:39:22.000Z',
  trace_id: 'trace-1',
  command_id: 'cmd-1',
  corridor_intent: 'add_shopping_item',
  sample_rate: 0.01,
  sampled: false,
  status: 'not_sampled',
  reason_code: 'not_sampled',
  latency_ms: null,
  model_meta: null,
  baseline_summary: {
    intent: 'add_shopping_item',
    decision_type: 'start_job',
    action_count: 1,
    entity_keys_count: 2,
    has_list_id: true,
  },
  llm_summary: null,
  diff_summary: null,
  schema: 1,
  epoch: '9f86d081884c7d65',
  stage: null,
  mode: 'live',
  bucket: 0.25,
  deadline_ms: 200,
  instance: 'a1b2c3d4',
}

describe('riskLine', () => {
  it('writes a record that reads back equal, whatever its ids hold', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(JSON.parse(riskLine(record))).toEqual(record)
      }),
    )
  })

  it('survives the way through UTF-8 and stays on one line', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const line = riskLine(record)
        const read = new TextDecoder('utf-8', { fatal: true }).decode(
          new TextEncoder().encode(line),
        )
        expect(JSON.parse(read)).toEqual(record)
        expect(line.indexOf('\n')).toBe(line.length - 1)
      }),
    )
  })

  it('keeps the keys in the order of SPEC section 4', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(keysOf(riskLine(record))).toEqual(keys.split(' '))
      }),
    )
  })

  it('differs from JSON.stringify in the digits of the bucket alone', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const withoutZeros = riskLine({ ...record, bucket: 0.123456 })
        expect(withoutZeros).toBe(`${JSON.stringify({ ...record, bucket: 0.123456 })}\n`)
      }),
    )
  })

  it.each([
    [0, '0.000000'],
    [0.012, '0.012000'],
    [0.1234564, '0.123456'],
    [0.1234566, '0.123457'],
    [0.99999999, '0.999999'],
    [Number.NaN, 'null'],
  ])('writes the bucket %d as %s', (bucket, digits) => {
    expect(riskLine({ ...unsampled, bucket })).toContain(`"bucket":${digits},`)
  })

  it('lets no foreign text through a field that holds a word, a number or a boolean', () => {
    const secret = 'buy milk for Ana'
    const hostile: RiskRecord = Object.assign({}, unsampled, {
      sample_rate: secret,
      sampled: secret,
      status: secret,
      reason_code: secret,
      latency_ms: secret,
      baseline_summary: {
        intent: secret,
        decision_type: secret,
        action_count: secret,
        entity_keys_count: secret,
        has_list_id: secret,
      },
      llm_summary: {
        intent: secret,
        decision_type: secret,
        action_count: secret,
        entity_keys_count: [secret],
        has_list_id: secret,
        item_name_len: secret,
        confidence: secret,
        confidence_bucket: secret,
      },
      diff_summary: {
        intent_mismatch: secret,
        decision_type_mismatch: secret,
        action_count_mismatch: secret,
        entity_key_mismatch: secret,
      },
      schema: secret,
      mode: secret,
      bucket: secret,
      deadline_ms: { toString: () => secret },
      note: secret,
    })
    for (const line of [riskLine(hostile), riskLineWriter()(hostile)]) {
      expect(line).not.toContain('milk')
      expect(keysOf(line)).toEqual(keys.split(' '))
    }
  })
})

const asked: RiskRecord = {
  ...unsampled,
  sampled: true,
  status: 'accepted_llm',
  reason_code: 'accepted',
  latency_ms: 12,
  llm_summary: {
    intent: 'add_shopping_item',
    decision_type: 'start_job',
    action_count: 1,
    entity_keys_count: 2,
    has_list_id: false,
    item_name_len: 4,
    confidence: 0.9,
    confidence_bucket: 'high',
    confidence_kind: 'verbalized',
  },
  diff_summary: {
    intent_mismatch: false,
    decision_type_mismatch: false,
    action_count_mismatch: false,
    entity_key_mismatch: false,
  },
}

/** What a reader finds wrong with a record as it is written. */
function problemsOf(record: RiskRecord): readonly unknown[] {
  const value: unknown = JSON.parse(riskLine(record))
  return recordProblems({ ...Object(value) }, false)
}

/** The candidate's summary without some of its keys. */
function without(...left: readonly string[]): unknown {
  const { llm_summary: summary } = asked
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([key]) => !left.includes(key)))
}

describe('the reader of records', () => {
  it('finds nothing wrong with what the writer writes', () => {
    const readable = anyRecord
      .filter(({ trace_id: trace }) => trace !== '') // an empty name is no name
      .map((record) => ({ ...record, corridor_intent: 'one' }))
    fc.assert(
      fc.property(readable, (record) => {
        expect(problemsOf(record)).toEqual([])
      }),
    )
  })

  it('takes records with a corridor’s traits, without them, and from before confidence kinds', () => {
    const bare = without('has_list_id', 'item_name_len')
    const older = without('has_list_id', 'item_name_len', 'confidence_kind')
    for (const summary of [asked.llm_summary, bare, older]) {
      const text = JSON.stringify({ ...asked, llm_summary: summary })
      const value: unknown = JSON.parse(text)
      expect(recordProblems({ ...Object(value) }, false)).toEqual([])
    }
  })

  it.each([
    [
      'a text as a trait',
      { intent: 'a', decision_type: 'b', action_count: 1, entity_keys_count: 1, note: 'buy milk' },
    ],
    [
      'a trait before the counts',
      { intent: 'a', note: true, decision_type: 'b', action_count: 1, entity_keys_count: 1 },
    ],
    [
      'a key that is no name',
      { intent: 'a', decision_type: 'b', action_count: 1, entity_keys_count: 1, 'A b': true },
    ],
    ['a summary without its counts', { intent: 'a', decision_type: 'b' }],
  ])('refuses %s', (_, summary) => {
    const value: object = { ...unsampled, baseline_summary: summary }
    expect(recordProblems({ ...value }, false)).toHaveLength(1)
  })

  it('names keys that are missing, counts foreign ones and repeats neither their names nor their values', () => {
    const { epoch: _, ...lacking } = unsampled
    expect(recordProblems(lacking, false)).toEqual([{ about: 'keys', says: 'without epoch' }])
    expect(recordProblems({ ...unsampled, 'milk for Ana': 'x' }, false)).toEqual([
      { about: 'keys', says: '1 unknown key(s) in the record' },
    ])
  })

  it.each(['constructor', 'toString', '__proto__'])('counts %s among the foreign keys', (key) => {
    const value: object = JSON.parse(
      `{${JSON.stringify(key)}:1,${JSON.stringify(unsampled).slice(1)}`,
    )
    const [problem] = recordProblems({ ...value }, false)
    expect(problem).toEqual({ about: 'keys', says: '1 unknown key(s) in the record' })
  })
})

describe('the published JSON Schema', () => {
  it('is the one of the shape', () => {
    const file = new URL('../../../../contracts/risk-record.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(riskRecordJsonSchema)),
    )
  })
})

describe('riskLineWriter', () => {
  it('writes any sequence of records as riskLine writes each', () => {
    const similar = fc.record(
      {
        reason_code: reason,
        sample_rate: fc.constantFrom(0.01, 0.05),
        stage: fc.constantFrom(null, 'canary', 'expanded'),
        mode: fc.constantFrom('live', 'shadow'),
        epoch: fc.constantFrom('a', 'b'),
        status: fc.constantFrom('skipped', 'not_sampled'),
        sampled: fc.boolean(),
        corridor_intent: fc.constantFrom('one', 'two'),
        instance: fc.constantFrom('i', 'j'),
        deadline_ms: fc.constantFrom(200, 300),
        schema: fc.constantFrom(1, 2),
        command_id: orNull(anyText),
        bucket: fc.double({ min: 0, max: 1, noNaN: true }),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    const unasked = similar.map((changes): RiskRecord => ({ ...unsampled, ...changes }))
    fc.assert(
      fc.property(fc.array(fc.oneof(unasked, anyRecord), { maxLength: 30 }), (records) => {
        const write = riskLineWriter()
        expect(records.map((record) => write(record))).toEqual(
          records.map((record) => riskLine(record)),
        )
      }),
    )
  })
})
