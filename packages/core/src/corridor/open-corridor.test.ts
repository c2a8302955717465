import { createVirtualClock } from '@partial-trust/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CandidateAnswer, CandidateSource } from './candidate.js'
import type { ControlView } from './control-view.js'
import type { CorridorDefinition } from './corridor-definition.js'
import type { CorridorParts } from './corridor-parts.js'
import type { CorridorSettings } from './corridor-settings.js'
import { accept, refuse } from './acceptance.js'
import { openCorridor } from './open-corridor.js'
import type { ModelMeta, RiskRecord } from '../record/index.js'

type Order = { readonly id: string; readonly wants: string; readonly may: boolean }
type Priced = { readonly price: number; readonly by: 'rule' | 'model' }
type Offer = { readonly price: number }

const meta: ModelMeta = {
  profile: 'p',
  task_id: 'pricing',
  escalated: false,
  provider: 'simulated',
  model: 'm',
  attempts: 1,
  input_tokens: 10,
  output_tokens: 5,
}
const summary = (type: string) => ({
  intent: 'price_order',
  decision_type: type,
  action_count: 1,
  entity_keys_count: 1,
})

const pricing: CorridorDefinition<Order, Priced, Offer> = {
  intent: 'price_order',
  taskId: 'pricing',
  intents: ['price_order', 'refuse_order'],
  decisionTypes: ['priced'],
  version: '1',
  commandId: (order) => order.id,
  baseline: () => ({ price: 100, by: 'rule' }),
  readBaseline: (_decision, order) => ({
    executes: order.wants !== '',
    entityKeys: ['price'],
    summary: { ...summary('priced'), intent: order.wants },
  }),
  permits: (order) => order.may,
  request: (order) => ({ system: 's', prompt: order.wants, schema: {} }),
  parse: (value) =>
    typeof value === 'number'
      ? { kind: 'parsed', candidate: { price: value } }
      : { kind: 'unparsable', problems: 'not a number' },
  rules: [({ candidate }) => (candidate.price <= 110 ? accept : refuse('rule_refused'))],
  readCandidate: () => ({
    entityKeys: ['price'],
    summary: {
      ...summary('priced'),
      confidence: null,
      confidence_bucket: 'missing',
    },
  }),
  decide: (offer) => ({ price: offer.price, by: 'model' }),
}

const settings: CorridorSettings = {
  enabled: true,
  valid: true,
  allowed: true,
  sampleRate: 1,
  sampleRateCeiling: 1,
  deadlineMs: 200,
  policyEnabled: true,
}
const order: Order = { id: 'o-1', wants: 'price_order', may: true }
const baseline: Priced = { price: 100, by: 'rule' }

/** A corridor over a source that answers when it is told to. */
function opened(change: Partial<CorridorParts> = {}, definition = pricing) {
  const clock = createVirtualClock()
  const records: RiskRecord[] = []
  const asked: {
    answer: (answer: CandidateAnswer) => void
    fail: (error: unknown) => void
    signal: AbortSignal
  }[] = []
  const source: CandidateSource = {
    route: { profile: 'p', task_id: 'pricing', provider: 's', model: 'm', fingerprint: 'f' },
    ask: (_request, { signal }) =>
      new Promise((resolve, reject) => asked.push({ answer: resolve, fail: reject, signal })),
  }
  let ordinal = 0
  const corridor = openCorridor(definition, {
    settings,
    source,
    record: (record) => records.push(record),
    clock,
    ids: { decisionId: () => `d-${++ordinal}`, traceId: () => `t-${ordinal}` },
    instance: 'test',
    ...change,
  })
  return { corridor, clock, records, asked, source }
}

/** Decides with a candidate that answers `value` at once. */
async function decideWith(value: unknown, change: Partial<CorridorParts> = {}) {
  const parts = opened(change)
  const outcome = parts.corridor.decide(order)
  parts.asked[0]?.answer({ kind: 'answered', value, meta })
  return { ...parts, outcome: await outcome }
}

function closed(reason: 'killed' | 'lease_expired' | 'stage_closed'): () => ControlView {
  return () => ({ kind: 'closed', reason, stage: null })
}

function saysNo(): unknown {
  return false
}

function saysYesInWords(): unknown {
  return 'yes'
}

function boom(): never {
  throw new TypeError('boom')
}

describe('a corridor', () => {
  it('gives the candidate’s decision when every authority says yes', async () => {
    const { outcome, records } = await decideWith(105)
    expect(outcome.decision).toEqual({ price: 105, by: 'model' })
    expect(records).toEqual([outcome.record])
    expect(outcome.record).toMatchObject({
      status: 'accepted_llm',
      reason_code: 'accepted',
      sampled: true,
      trace_id: outcome.traceId,
      latency_ms: 0,
    })
  })

  it('leaves no record and asks no model when it is switched off', async () => {
    const { corridor, records, asked } = opened({ settings: { ...settings, enabled: false } })
    expect(await corridor.decide(order)).toMatchObject({ decision: baseline, record: null })
    expect([records, asked]).toEqual([[], []])
  })

  it.each([
    ['config_invalid', { settings: { ...settings, valid: false } }, order],
    ['killed', { control: closed('killed') }, order],
    ['lease_expired', { control: closed('lease_expired') }, order],
    ['stage_closed', { control: closed('stage_closed') }, order],
    ['stage_closed', { authorities: [saysNo] }, order],
    ['stage_closed', { authorities: [saysYesInWords] }, order],
    ['baseline_non_execute', {}, { ...order, wants: '' }],
    ['corridor_mismatch', {}, { ...order, wants: 'refuse_order' }],
    ['corridor_mismatch', { settings: { ...settings, allowed: false } }, order],
    ['capability_mismatch', {}, { ...order, may: false }],
    ['not_sampled', { settings: { ...settings, sampleRate: 0 } }, order],
    ['policy_disabled', { settings: { ...settings, policyEnabled: false } }, order],
    ['policy_disabled', { source: null }, order],
    ['overloaded', { limits: { concurrency: 0 } }, order],
    ['budget_exhausted', { limits: { budget: { limit: 0, windowMs: 1, attempt: 1 } } }, order],
  ] as const)('ends at the baseline with %s and asks no model', async (reason, change, command) => {
    const { corridor, asked } = opened(change)
    const { decision, record } = await corridor.decide(command)
    expect(decision).toEqual(baseline)
    expect(record?.reason_code).toBe(reason)
    expect(asked).toEqual([])
  })

  it('names the first no in SPEC’s order when several say no', async () => {
    const { corridor } = opened({
      settings: { ...settings, valid: false, sampleRate: 0, policyEnabled: false },
      control: closed('killed'),
    })
    const { record } = await corridor.decide({ ...order, wants: '', may: false })
    expect(record?.reason_code).toBe('config_invalid')
  })

  it('samples no more than the least of stage, environment and ceiling', async () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(rate, rate, fc.string(), async (stageRate, ceiling, id) => {
        const view: ControlView = { kind: 'open', stage: 's', rate: stageRate, mode: 'live' }
        const { corridor, asked } = opened({
          settings: { ...settings, sampleRateCeiling: ceiling },
          control: () => view,
        })
        void corridor.decide({ ...order, id })
        const alone = opened({
          settings: { ...settings, sampleRate: Math.min(stageRate, ceiling) },
        })
        void alone.corridor.decide({ ...order, id })
        expect(asked.length).toBe(alone.asked.length)
      }),
    )
  })

  it('ends at the baseline at the deadline, aborts the request and ignores what comes later', async () => {
    const { corridor, clock, asked, records } = opened()
    const deciding = corridor.decide(order)
    clock.advance(200)
    const { decision, record } = await deciding
    expect(decision).toEqual(baseline)
    expect(record).toMatchObject({ status: 'fallback_deterministic', reason_code: 'timeout' })
    expect(record?.latency_ms).toBe(200)
    expect(asked[0]?.signal.aborted).toBe(true)
    const before = corridor.use()
    asked[0]?.answer({ kind: 'answered', value: 105, meta })
    await Promise.resolve()
    expect(corridor.use()).toEqual(before)
    expect(records).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('refuses an answer that a busy event loop delivers before the overdue timer', async () => {
    let lateMs = 0
    const clock = createVirtualClock()
    const late = { ...clock, monotonicMs: () => clock.monotonicMs() + lateMs }
    const { corridor, asked } = opened({ clock: late })
    const deciding = corridor.decide(order)
    lateMs = 201
    asked[0]?.answer({ kind: 'answered', value: 105, meta })
    expect((await deciding).record?.reason_code).toBe('timeout')
  })

  it('returns the baseline at once when the caller gives up', async () => {
    const { corridor, asked } = opened()
    const caller = new AbortController()
    const deciding = corridor.decide(order, { signal: caller.signal })
    caller.abort()
    expect((await deciding).decision).toEqual(baseline)
    expect(asked[0]?.signal.aborted).toBe(true)
    const left = await corridor.decide(order, { signal: AbortSignal.abort() })
    expect(left.record?.reason_code).toBe('timeout')
  })

  it.each([
    ['killed', closed('killed')],
    ['lease_expired', closed('lease_expired')],
    ['stage_closed', (): ControlView => ({ kind: 'open', stage: 's', rate: 0, mode: 'live' })],
  ] as const)(
    'keeps the baseline when control says %s while the candidate is under way',
    async (reason, then) => {
      let view: ControlView = { kind: 'unmanaged' }
      const { corridor, asked } = opened({ control: () => view })
      const deciding = corridor.decide(order)
      view = then()
      asked[0]?.answer({ kind: 'answered', value: 105, meta })
      const { decision, record } = await deciding
      expect(decision).toEqual(baseline)
      expect(record).toMatchObject({ status: 'skipped', reason_code: reason, sampled: true })
    },
  )

  it('gives up the candidates under way as soon as control closes, and asks again once it reopens', async () => {
    let view: ControlView = { kind: 'unmanaged' }
    const listeners: (() => void)[] = []
    const close = (): void => listeners.forEach((listener) => listener())
    const { corridor, asked, clock } = opened({
      control: () => view,
      onClosed: (listener) => listeners.push(listener),
    })
    const deciding = [corridor.decide(order), corridor.decide({ ...order, id: 'o-2' })]
    clock.advance(20)
    view = closed('killed')()
    close()
    for (const { decision, record } of await Promise.all(deciding)) {
      expect(decision).toEqual(baseline)
      expect(record).toMatchObject({ status: 'skipped', reason_code: 'killed', latency_ms: 20 })
    }
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true])
    expect(corridor.use()).toMatchObject({ underWay: 0, circuit: 'closed' })
    view = { kind: 'unmanaged' }
    const later = corridor.decide(order)
    asked[2]?.answer({ kind: 'answered', value: 105, meta })
    expect((await later).record?.status).toBe('accepted_llm')
    close() // a listener that is told late changes nothing
    expect(asked[2]?.signal.aborted).toBe(false)
  })

  it('judges but never uses the candidate in shadow mode', async () => {
    const shadow = await decideWith(105, { mode: 'shadow' })
    expect(shadow.outcome.decision).toEqual(baseline)
    expect(shadow.outcome.record).toMatchObject({ status: 'shadow', reason_code: 'accepted' })
    const refused = await decideWith(500, { mode: 'shadow' })
    expect(refused.outcome.record).toMatchObject({ status: 'shadow', reason_code: 'rule_refused' })
  })

  it.each([
    ['rule_refused', 500],
    ['schema_validation_failed', 'text'],
  ])('ends at the baseline with %s', async (reason, value) => {
    const { outcome } = await decideWith(value)
    expect(outcome.decision).toEqual(baseline)
    expect(outcome.record).toMatchObject({ status: 'fallback_deterministic', reason_code: reason })
  })

  it('records the class of what was thrown, never its message', async () => {
    const { corridor, asked } = opened()
    const deciding = corridor.decide(order)
    asked[0]?.fail(new RangeError('milk for Bob'))
    const { decision, record } = await deciding
    expect(decision).toEqual(baseline)
    expect(record).toMatchObject({ status: 'error', reason_code: 'RangeError', sampled: true })
    expect(JSON.stringify(record)).not.toContain('milk')
  })

  it.each([
    'commandId',
    'readBaseline',
    'permits',
    'request',
    'parse',
    'readCandidate',
    'decide',
  ] as const)('costs nobody the baseline when the definition’s %s throws', async (member) => {
    const broken = { ...pricing, [member]: boom }
    const parts = opened({}, broken)
    const deciding = parts.corridor.decide(order)
    parts.asked[0]?.answer({ kind: 'answered', value: 105, meta })
    const { decision, record } = await deciding
    expect(decision).toEqual(baseline)
    expect(record).toMatchObject({ status: 'error', reason_code: 'TypeError' })
    expect(parts.corridor.use().underWay).toBe(0)
  })

  it('costs nobody the baseline when the log or an observer throws', async () => {
    const { outcome, corridor } = await decideWith(105, { record: boom, started: boom })
    expect(outcome.decision).toEqual({ price: 105, by: 'model' })
    expect(corridor.use().observerFailures).toBe(2)
  })

  it('delays no other decision while one call hangs', async () => {
    const { corridor, asked } = opened()
    void corridor.decide(order)
    const second = corridor.decide(order)
    asked[1]?.answer({ kind: 'answered', value: 105, meta })
    expect((await second).decision.by).toBe('model')
  })

  it('leaves a failing model alone, then lets one candidate probe it', async () => {
    const { corridor, clock, asked } = opened({
      limits: { circuit: { window: 4, failures: 2, openMs: 1000 } },
    })
    const failing = async () => {
      const deciding = corridor.decide(order)
      asked.at(-1)?.answer({ kind: 'failed', failure: 'llm_unavailable', meta })
      return (await deciding).record?.reason_code
    }
    expect([await failing(), await failing(), await failing()]).toEqual([
      'llm_unavailable',
      'llm_unavailable',
      'circuit_open',
    ])
    clock.advance(1000)
    const probe = corridor.decide(order)
    expect((await corridor.decide(order)).record?.reason_code).toBe('circuit_open')
    asked.at(-1)?.answer({ kind: 'answered', value: 105, meta })
    expect((await probe).decision.by).toBe('model')
    expect(corridor.use().circuit).toBe('closed')
  })

  it('spends no more than its budget: an attempt cut off at the deadline counts in full', async () => {
    const { corridor, clock, asked } = opened({
      limits: { budget: { limit: 100, windowMs: 60_000, attempt: 50 } },
    })
    const cheap = corridor.decide(order)
    asked[0]?.answer({ kind: 'answered', value: 105, meta })
    await cheap
    expect(corridor.use().budgetSpent).toBe(15)
    const hung = corridor.decide(order)
    clock.advance(200)
    await hung
    expect(corridor.use().budgetSpent).toBe(65)
    expect((await corridor.decide(order)).record?.reason_code).toBe('budget_exhausted')
    clock.advance(60_000)
    void corridor.decide(order)
    expect(corridor.use().budgetSpent).toBe(50)
  })

  it('records pseudonyms instead of ids under an id key', async () => {
    const { outcome } = await decideWith(105, { pseudonym: (id) => `#${id.length}` })
    expect(outcome.record).toMatchObject({ command_id: '#3', trace_id: '#3' })
  })

  it('hands a throw of the baseline itself to the caller: there is nothing else to give', async () => {
    const { corridor } = opened({}, { ...pricing, baseline: boom })
    await expect(corridor.decide(order)).rejects.toThrow('boom')
  })

  it('waits for a baseline that is a promise', async () => {
    const { corridor, asked } = opened({}, { ...pricing, baseline: async () => baseline })
    const deciding = corridor.decide(order)
    await Promise.resolve()
    await Promise.resolve()
    asked[0]?.answer({ kind: 'answered', value: 105, meta })
    expect((await deciding).decision.by).toBe('model')
  })

  it('starts a new epoch when model, prompt, schema or rules change', () => {
    const { corridor, source } = opened()
    const again = opened().corridor
    const otherRules = opened({}, { ...pricing, version: '2' }).corridor
    const route = source.route === null ? null : { ...source.route, model: 'm2' }
    const otherModel = opened({ source: { ...source, route } }).corridor
    expect(again.epoch).toBe(corridor.epoch)
    expect(new Set([corridor.epoch, otherRules.epoch, otherModel.epoch]).size).toBe(3)
  })
})

describe('a part that was demoted alone', () => {
  const byLanguage: typeof pricing = {
    ...pricing,
    traits: { decision: { language: { kind: 'word', words: ['de', 'en'] } } },
    readBaseline: (_decision, { id }) => ({
      executes: true,
      entityKeys: ['price'],
      summary: { ...summary('priced'), language: id.slice(0, 2) },
    }),
  }
  const without: ControlView = {
    kind: 'open',
    stage: 'canary',
    rate: 1,
    mode: 'live',
    narrowed: { closedParts: ['language=de'], leastConfidence: null },
  }

  it('ends at the baseline, and the record says which part and why', async () => {
    const { corridor, records } = opened({ control: () => without }, byLanguage)
    const { decision } = await corridor.decide({ ...order, id: 'de-1' })
    expect(decision).toEqual(baseline)
    expect(records.at(-1)).toMatchObject({
      status: 'skipped',
      reason_code: 'stage_closed',
      sampled: false,
      stage: 'canary',
      baseline_summary: { language: 'de' },
    })
  })

  it('takes nothing from the others', async () => {
    const { corridor, records, asked } = opened({ control: () => without }, byLanguage)
    const deciding = corridor.decide({ ...order, id: 'en-1' })
    asked[0]?.answer({ kind: 'answered', value: 90, meta })
    expect((await deciding).decision).toEqual({ price: 90, by: 'model' })
    expect(records.at(-1)?.reason_code).toBe('accepted')
  })

  it('wins over a candidate that is under way', async () => {
    let view: ControlView = { kind: 'open', stage: 'canary', rate: 1, mode: 'live' }
    const { corridor, records, asked } = opened({ control: () => view }, byLanguage)
    const deciding = corridor.decide({ ...order, id: 'de-2' })
    view = without
    asked[0]?.answer({ kind: 'answered', value: 90, meta })
    expect((await deciding).decision).toEqual(baseline)
    expect(records.at(-1)).toMatchObject({ status: 'skipped', reason_code: 'stage_closed' })
  })
})

const stated = (confidence: number | null, bucket: 'high' | 'low' | 'missing') => ({
  ...pricing,
  readCandidate: () => ({
    entityKeys: ['price'],
    summary: { ...summary('priced'), confidence, confidence_bucket: bucket },
  }),
})
const at = (leastConfidence: number): ControlView => ({
  kind: 'open',
  stage: 'canary',
  rate: 1,
  mode: 'live',
  narrowed: { closedParts: [], leastConfidence },
})

describe('a confidence that live control asks for', () => {
  it.each([
    ['less than is asked for', stated(0.85, 'high'), 'low_confidence'],
    ['as much', stated(0.9, 'high'), 'accepted'],
    ['none', stated(null, 'missing'), 'accepted'],
    ['a number that is none', stated(null, 'low'), 'low_confidence'],
  ])('holds beside the corridor’s own rule: %s', async (_, definition, reason) => {
    const { corridor, records, asked } = opened({ control: () => at(0.9) }, definition)
    const deciding = corridor.decide(order)
    asked[0]?.answer({ kind: 'answered', value: 90, meta })
    await deciding
    expect(records.at(-1)?.reason_code).toBe(reason)
  })

  it('holds at once for a candidate that is under way', async () => {
    let view = at(0.5)
    const { corridor, records, asked } = opened({ control: () => view }, stated(0.85, 'high'))
    const deciding = corridor.decide(order)
    view = at(0.9)
    asked[0]?.answer({ kind: 'answered', value: 90, meta })
    expect((await deciding).decision).toEqual(baseline)
    expect(records.at(-1)?.reason_code).toBe('low_confidence')
  })
})
