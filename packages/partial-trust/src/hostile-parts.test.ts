import { tracingChannel } from 'node:diagnostics_channel'
import process from 'node:process'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock, RiskRecord } from '@partial-trust/core'
import { decisionChannelName, systemClock } from '@partial-trust/engine'
import type { DecisionTrace } from '@partial-trust/engine'
import { memoryControl } from '@partial-trust/control/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineCorridor } from './define/define-corridor.js'
import type { GivenLog } from './given-log.js'
import { openTrust } from './open-trust.js'
import type { TrustOptions } from './open-trust.js'

const corridor = defineCorridor({
  intent: 'decide_refund',
  id: (id: string) => id,
  baseline: () => ({ action: 'deny' }),
  candidate: z.object({ action: z.string() }),
  ask: async () => ({ action: 'approve' }),
  sampleRate: 1,
})
const env = {
  PARTIAL_TRUST_ENABLED: 'true',
  LLM_POLICY_ENABLED: 'true',
  PARTIAL_TRUST_STATE: 'none',
}
const misspelt = { ...env, PARTIAL_TRUST_SAMPLE_RATE: 'inf' }

/** As JavaScript gives it, whatever its type says. */
function given(options: Readonly<Record<string, unknown>>): TrustOptions {
  return options
}

const noStats: ReturnType<GivenLog['stats']> = {
  written: 0,
  dropped: 0,
  pending: 0,
  stuck: 0,
  bytes: 0,
  failures: 0,
  lastError: null,
  rotations: 0,
  tornLines: 0,
}
const log: GivenLog = { append() {}, stats: () => noStats, close: async () => {} }
const boom = (): never => {
  throw new Error('secret')
}
const reject = async (): Promise<never> => boom()

const spoilt = { status: 'spoilt', command_id: 'spoilt' }
const ignore = (): void => undefined

/** Decides once and lets go; what nobody heard of is told to the test. */
async function once(options: Readonly<Record<string, unknown>>) {
  const trust = await openTrust(given({ env, riskLog: log, controller: false, ...options }))
  const outcome = await trust.open(corridor).decide('a')
  await turn()
  const health = trust.health()
  await trust.close()
  return { ...outcome, health }
}

function spoil(record: { status: string; baseline_summary: { intent: string } }): void {
  record.status = record.baseline_summary.intent = 'spoilt'
}

const unheard: unknown[] = []
const hear = (reason: unknown): void => void unheard.push(reason)
// Whatever else listens would end the run before a test could say why.
const others = process.listeners('unhandledRejection')
beforeAll(() => {
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', hear)
})
afterAll(() => {
  process.removeListener('unhandledRejection', hear)
  for (const listener of others) process.on('unhandledRejection', listener)
})

describe('a part that the application gave and that misbehaves', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['a logger that throws', { env: misspelt, logger: { warn: boom } }],
    ['a logger that rejects', { env: misspelt, logger: { warn: reject } }],
    ['an observer that throws', { onRecord: boom }],
    ['an observer that rejects', { onRecord: reject }],
    ['a log that throws', { riskLog: { ...log, append: boom } }],
    ['a log that rejects', { riskLog: { ...log, append: reject } }],
    ['a log that cannot say how it is', { riskLog: { ...log, stats: boom } }],
    ['a log that says nothing of how it is', { riskLog: { ...log, stats: () => undefined } }],
    ['a log that cannot be closed', { riskLog: { ...log, close: boom } }],
    ['a log whose closing rejects', { riskLog: { ...log, close: reject } }],
    ['ids that throw', { ids: { decisionId: boom, traceId: boom } }],
    ['ids that reject', { ids: { decisionId: reject, traceId: reject } }],
  ])('costs no decision and ends no process: %s', async (_, options) => {
    const { decision, record } = await once(options)
    const isClosed = 'env' in options
    expect(decision).toEqual({ action: isClosed ? 'deny' : 'approve' })
    expect(record?.reason_code).toBe(isClosed ? 'config_invalid' : 'accepted')
    expect(unheard.splice(0)).toEqual([])
  })

  it.each([
    ['throws', boom],
    ['rejects', reject],
  ])('shows in health where it is a log that %s', async (_, append) => {
    const { health } = await once({ riskLog: { ...log, append } })
    expect(health.riskLog).toMatchObject({ dropped: 1, healthy: false, lastError: 'UNKNOWN' })
  })

  it('keeps nobody else from the record, and changes it for nobody else', async () => {
    const seen: unknown[] = []
    const trust = await openTrust(
      given({ env, riskLog: { ...log, append: spoil }, onRecord: spoil, state: null }),
    )
    trust.onRecord((record) => seen.push(record))
    const { record } = await trust.open(corridor).decide('a')
    expect(JSON.stringify([record, seen])).not.toContain('spoilt')
    expect(seen).toEqual([record])
    await trust.close()
  })

  it.each<[string, (told: DecisionTrace) => void]>([
    ['changes what it is told', ({ result }) => void (result && Object.assign(result, spoilt))],
    ['takes it away', (told) => void delete told.result],
    ['lets nothing be added', (told) => void Object.freeze(told)],
  ])('costs no decision and changes no record where who follows the trace %s', async (_, act) => {
    const channel = tracingChannel<DecisionTrace, DecisionTrace>(decisionChannelName)
    const hostile = { start: act, end: act, asyncStart: act, asyncEnd: act, error: ignore }
    channel.subscribe(hostile)
    const trust = await openTrust({ env, riskLog: log, state: null })
    const { decision, record } = await trust.open(corridor).decide('a')
    channel.unsubscribe(hostile)
    expect([decision, record?.status]).toEqual([{ action: 'approve' }, 'accepted_llm'])
    expect(JSON.stringify(record)).not.toContain('spoilt')
    await trust.close()
  })

  it('is told of its own decisions later where an observer decides', async () => {
    const depths: number[] = []
    let depth = 0
    const most = 2000
    const trust = await openTrust({ env, riskLog: log, state: null })
    const opened = trust.open(corridor)
    trust.onRecord(() => {
      depths.push((depth += 1))
      if (depths.length < most) void opened.decide('b')
      depth -= 1
    })
    expect((await opened.decide('a')).decision).toEqual({ action: 'approve' })
    while (depths.length < most) await turn()
    expect(new Set(depths)).toEqual(new Set([1]))
    await trust.close()
  })

  it('is refused where it is no observer', async () => {
    const trust = await openTrust({ env, riskLog: log, state: null })
    const wrong: readonly unknown[] = ['x', null, undefined, {}]
    for (const listener of wrong) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is tried here
      expect(() => trust.onRecord(listener as () => void)).toThrow(
        /^onRecord must be a function of the record, got/,
      )
    }
    await trust.close()
  })

  it('is not waited for where its log never closes', async () => {
    const clock: Clock = { ...systemClock, setTimer: (ring) => setTimeout(ring, 1) }
    const trust = await openTrust({
      env,
      state: null,
      clock,
      riskLog: { ...log, close: () => new Promise(() => {}) },
    })
    await trust.close()
  })
})

describe('a clock of the application', () => {
  it.each<[string, Partial<Record<keyof Clock, unknown>>, RegExp]>([
    ['throws', { epochMs: boom }, /clock\.epochMs must answer milliseconds since 1970, .* got NaN/],
    ['promises', { epochMs: reject }, /clock\.epochMs must answer/],
    ['counts in another unit', { epochMs: () => 1e17 }, /up to the year 9999, got 100000000000000/],
    ['is before 1970', { epochMs: () => -1 }, /got -1$/],
    ['does not count', { monotonicMs: () => Number.NaN }, /clock\.monotonicMs must answer .* NaN/],
    ['sets no timer', { setTimer: boom }, /clock\.setTimer must set a timer/],
    ['clears no timer', { clearTimer: boom }, /clearTimer take what it gave/],
    ['rings at once', { setTimer: (ring: () => void) => ring() }, /call back after the delay/],
  ])('is refused where it %s', async (_, wrong, message) => {
    await expect(openTrust(given({ env, clock: { ...systemClock, ...wrong } }))).rejects.toThrow(
      message,
    )
    expect(unheard.splice(0)).toEqual([])
  })

  it.each<[string, Partial<Record<keyof Clock, unknown>>]>([
    ['cannot be read', { epochMs: boom, monotonicMs: boom }],
    ['rejects', { epochMs: reject, monotonicMs: reject }],
    ['sets no timer', { setTimer: boom, clearTimer: boom }],
    ['goes backwards', { monotonicMs: () => -systemClock.monotonicMs() }],
  ])('that %s once all is open closes the corridor, and ends no process', async (_, wrong) => {
    let isWell = true
    const clock: Record<string, unknown> = {}
    for (const [name, usual] of Object.entries(systemClock)) {
      const odd: unknown = Reflect.get(wrong, name) ?? usual
      clock[name] = (...args: unknown[]): unknown =>
        Reflect.apply(isWell ? usual : Object(odd), undefined, args)
    }
    const state = memoryControl({ now: () => Date.now() })
    const trust = await openTrust(
      given({ env: { ...env, PARTIAL_TRUST_STATE: 'none' }, riskLog: log, state, clock }),
    )
    const opened = trust.open(corridor)
    isWell = false
    const { decision } = await opened.decide('a')
    await turn()
    expect(decision).toEqual({ action: 'deny' })
    expect(unheard.splice(0)).toEqual([])
    await trust.close()
    expect(unheard.splice(0)).toEqual([])
    await state.close()
  })
})

describe('a store of the application', () => {
  it('stays open for others that it was given to', async () => {
    const state = memoryControl({ now: () => Date.now() })
    let closed = 0
    const counted = { ...state, close: async () => void (closed += 1) }
    const one = await openTrust({ env, riskLog: log, state: counted, controller: false })
    const other = await openTrust({ env, riskLog: log, state: counted, controller: false })
    await one.close()
    await other.close()
    expect(closed).toBe(0)
    await state.close()
  })

  it.each([
    { store: {}, evidence: {} },
    { store: null, evidence: null },
    { store: 1, evidence: 2 },
  ])('is refused where it is none: %j', async (state) => {
    await expect(openTrust(given({ env, state }))).rejects.toThrow(
      /^openTrust: state must be null or an open store, .* got object$/,
    )
  })

  it.each<[string, () => unknown]>([
    ['throws', boom],
    ['rejects', reject],
    ['answers nothing', () => undefined],
    ['answers null', async () => null],
    ['answers a list', async () => [1, null]],
    ['never answers', () => new Promise(() => {})],
  ])('that %s closes the corridor, costs no decision and ends no process', async (_, act) => {
    const state = memoryControl({ now: () => Date.now() })
    const store = Object.fromEntries(
      Object.keys(state.store).map((name) => [name, name === 'location' ? 'x' : act]),
    )
    const trust = await openTrust(
      given({
        env: { ...env, PARTIAL_TRUST_LEASE_MS: '500' },
        riskLog: log,
        state: { ...state, store },
      }),
    )
    const records: RiskRecord[] = []
    trust.onRecord((record) => records.push(record))
    const { decision } = await trust.open(corridor).decide('a')
    await turn()
    await trust.close()
    expect(decision).toEqual({ action: 'deny' })
    expect(records).toMatchObject([{ status: 'skipped', reason_code: 'lease_expired' }])
    expect(unheard.splice(0)).toEqual([])
    await state.close()
  })
})

describe('an outcome', () => {
  const numbered = defineCorridor({
    intent: 'numbered_refund',
    id: (id: number) => id,
    baseline: () => 'deny',
    candidate: z.string(),
    ask: async () => 'approve',
  })

  async function outcomeOf(...args: readonly unknown[]): Promise<unknown> {
    const state = memoryControl({ now: () => Date.now() })
    const trust = await openTrust({ env, riskLog: log, state, controller: false })
    const { outcome } = trust.open(numbered)
    const answer: unknown = await Reflect.apply(outcome, undefined, args).catch(String)
    await trust.close()
    await state.close()
    return answer
  }

  it('is taken under the number that its id gave', async () => {
    expect(await outcomeOf(7, 'undone')).toEqual({ kind: 'not_compared' })
    expect(await outcomeOf(7, 'undone', null)).toEqual({ kind: 'not_compared' })
  })

  it.each<[string, readonly unknown[]]>([
    ['outcome: id must be what the corridor’s id gave, got an empty text', ['', 'undone']],
    ['outcome: id must be what the corridor’s id gave, got null', [null, 'undone']],
    ['outcome: id must be what the corridor’s id gave, got number', [Number.NaN, 'undone']],
    ['outcome: decidedAt must be a Date', [7, 'undone', { decidedAt: 'yesterday' }]],
    ['outcome: decidedAt must be a Date', [7, 'undone', { decidedAt: new Date(Number.NaN) }]],
    ['outcome: by must be a text', [7, 'undone', { by: 7 }]],
  ])('that is none is refused: %s', async (message, args) => {
    expect(await outcomeOf(...args)).toContain(message)
  })
})
