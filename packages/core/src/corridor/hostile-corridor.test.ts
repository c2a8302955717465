import { createVirtualClock, type VirtualClock } from '@partial-trust/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordProblems, riskLine, type ModelMeta, type RiskRecord } from '../record/index.js'
import { accept, refuse, type Verdict } from './acceptance.js'
import type { CandidateSource } from './candidate.js'
import type { CorridorDefinition } from './corridor-definition.js'
import type { CorridorParts } from './corridor-parts.js'
import type { Outcome } from './corridor.js'
import { openCorridor } from './open-corridor.js'

/** What a function of somebody else's may do instead of its work; `usual` is its work. */
type Behaviour = (usual: () => unknown, given: readonly unknown[], clock: VirtualClock) => unknown

const deadlineMs = 50
const cycle: Record<string, unknown> = {}
cycle['self'] = cycle
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const veiled: unknown = new Proxy(
  {},
  {
    get() {
      throw new Error('do not look')
    },
  },
)

function answers(value: unknown): Behaviour {
  return () => value
}

function throws(thrown: unknown): Behaviour {
  return () => {
    throw thrown
  }
}

/** Never an answer that may be used. */
const useless: Readonly<Record<string, Behaviour>> = {
  'throws an error': throws(new RangeError('secret text')),
  'throws undefined': throws(undefined),
  'throws a proxy': throws(veiled),
  'answers undefined': answers(undefined),
  'answers a BigInt': answers(10n),
  'answers a cycle': answers(cycle),
  'answers a symbol': answers(Symbol('s')),
  'answers a function': answers(() => true),
  'answers a proxy': answers(veiled),
  'answers a revoked proxy': answers(revoked.proxy),
  'answers NaN': answers(Number.NaN),
  'answers the word false': answers('false'),
  'rejects later': () => Promise.reject(new Error('later')),
  'promises a yes': () => Promise.resolve(true),
  'never answers': () => new Promise(() => {}),
  'is a thenable that throws': () => ({
    // oxlint-disable-next-line unicorn/no-thenable -- what is tried here
    then() {
      throw new Error('then')
    },
  }),
  'blocks the thread past the deadline': (usual, _given, clock) => {
    clock.advance(400)
    return usual()
  },
}

/** Does its work, and harm beside it. */
const meddling: Readonly<Record<string, Behaviour>> = {
  'changes what it was given': (usual, given) => {
    for (const value of given) spoil(value)
    return usual()
  },
  'is well': (usual) => usual(),
}

function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  for (const [key, held] of Object.entries(value)) {
    if (key === 'baseline') spoil(held)
    if (key === 'price' || key === 'tags') Reflect.set(value, key, 'spoilt')
  }
}

const places = [
  'commandId',
  'traceId',
  'readBaseline',
  'permits',
  'request',
  'parse',
  'rule',
  'readCandidate',
  'decide',
  'ask',
  'record',
  'started',
  'authority',
  'control',
  'pseudonym',
  'decisionId',
  'ownTraceId',
  'epochMs',
] as const
type Place = (typeof places)[number]
type Hostility = Readonly<Partial<Record<Place, Behaviour>>>

/** Where a useless answer must never lead to a candidate that is used. */
const decisive: ReadonlySet<Place> = new Set<Place>([
  'readBaseline',
  'permits',
  'request',
  'parse',
  'rule',
  'readCandidate',
  'decide',
  'ask',
  'authority',
  'control',
])

/** A text may well be a decision, and a source may well answer with more than is looked at. */
const harmless: ReadonlySet<string> = new Set(['decide answers the word false'])

const route = { profile: 'p', task_id: 't', provider: 's', model: 'm', fingerprint: 'f' }
type Priced = { price: number; tags: string[] }
const meta: ModelMeta = {
  profile: 'p',
  task_id: 't',
  escalated: false,
  provider: 's',
  model: 'm',
  attempts: 1,
  input_tokens: 1,
  output_tokens: 1,
}
const summary = {
  intent: 'price_order',
  decision_type: 'priced',
  action_count: 1,
  entity_keys_count: 1,
}

function hostileCorridor(hostility: Hostility, more: Partial<CorridorParts> = {}) {
  const clock = createVirtualClock()
  const records: RiskRecord[] = []
  const act = (place: Place, usual: () => unknown, ...given: unknown[]): never => {
    const behaviour = hostility[place] ?? ((work) => work())
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a function declares binds nobody who writes JavaScript
    return behaviour(usual, given, clock) as never
  }
  const corridor = openCorridor<{ id: string }, Priced, number>(
    {
      intent: 'price_order',
      taskId: 't',
      version: '1',
      intents: ['price_order'],
      decisionTypes: ['priced'],
      reasons: { over_limit: { meaning: 'm', action: 'a' } },
      commandId: ({ id }) => act('commandId', () => id),
      traceId: () => act('traceId', () => 'trace-1'),
      baseline: () => ({ price: 100, tags: ['rule'] }),
      readBaseline: (decision) =>
        act('readBaseline', () => ({ executes: true, summary, entityKeys: ['price'] }), decision),
      permits: () => act('permits', () => true),
      request: () => act('request', () => ({ system: '', prompt: '', schema: {} })),
      parse: (value) => act('parse', () => ({ kind: 'parsed', candidate: value })),
      rules: [(proposal) => act('rule', () => accept, proposal, proposal.baseline)],
      readCandidate: () =>
        act('readCandidate', () => ({
          summary: { ...summary, confidence: 0.9, confidence_bucket: 'high' },
          entityKeys: ['price'],
        })),
      decide: (candidate, _command, baseline) =>
        act('decide', () => ({ price: candidate, tags: ['model'] }), baseline),
    },
    {
      settings: {
        enabled: true,
        valid: true,
        allowed: true,
        sampleRate: 1,
        sampleRateCeiling: 1,
        deadlineMs,
        policyEnabled: true,
      },
      source: {
        route,
        ask: () => act('ask', () => Promise.resolve({ kind: 'answered', value: 105, meta })),
      },
      record(record) {
        records.push(record)
        return act('record', () => undefined)
      },
      started: () => act('started', () => undefined),
      authorities: [() => act('authority', () => true)],
      control: () => act('control', () => ({ kind: 'unmanaged' })),
      pseudonym: (id) => act('pseudonym', () => `h-${id}`),
      clock: { ...clock, epochMs: () => act('epochMs', () => clock.epochMs()) },
      ids: {
        decisionId: () => act('decisionId', () => 'd-1'),
        traceId: () => act('ownTraceId', () => 't-1'),
      },
      instance: 'test',
      ...more,
    },
  )
  return { corridor, clock, records }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

const untouched: Priced = { price: 100, tags: ['rule'] }

/** Decides once under the hostility and holds the engine to its promises. */
async function decideUnder(hostility: Hostility): Promise<RiskRecord> {
  const { corridor, clock, records } = hostileCorridor(hostility)
  const deciding = corridor.decide({ id: 'o-1' })
  await settled()
  clock.advance(deadlineMs)
  const outcome = await deciding
  const [record, ...others] = records
  expect(others).toEqual([])
  if (record === undefined) throw new Error('no record was written')
  const written: unknown = JSON.parse(riskLine(record))
  expect(recordProblems({ ...Object(written) }, false)).toEqual([])
  if (hostility.pseudonym === undefined) expect(record.trace_id).toBe(`h-${outcome.traceId}`)
  expect(corridor.use().underWay).toBe(0)
  expect(JSON.stringify(record)).not.toContain('secret')
  if (record.status === 'accepted_llm') {
    const isText = hostility.decide === useless['answers the word false']
    expect(outcome.decision).toEqual(isText ? 'false' : { price: 105, tags: ['model'] })
  } else expect(outcome.decision).toEqual(untouched)
  return record
}

describe('a corridor whose functions are not what they say', () => {
  const cases = places.flatMap((place) =>
    Object.entries(useless).map(([name, behaviour]) => [place, name, behaviour] as const),
  )

  it.each(cases)('keeps the baseline when %s %s', async (place, name, behaviour) => {
    const record = await decideUnder({ [place]: behaviour })
    const isOptional = place === 'request' && name === 'answers undefined'
    if (decisive.has(place) && !harmless.has(`${place} ${name}`)) {
      expect(record.status).not.toBe('accepted_llm')
    }
    if (isOptional) expect(record.reason_code).toBe('empty_text')
  })

  it.each(places)(
    'keeps the baseline as it was when %s changes what it was given',
    async (place) => {
      const behaviour = meddling['changes what it was given']
      if (behaviour === undefined) throw new Error('there is no such behaviour')
      await decideUnder({ [place]: behaviour })
    },
  )

  it('keeps every promise under any mixture of them', async () => {
    const behaviour = fc.constantFrom(...Object.values(useless), ...Object.values(meddling))
    const mixture = fc.dictionary(fc.constantFrom(...places), behaviour, { maxKeys: 6 })
    await fc.assert(
      fc.asyncProperty(mixture, async (hostility) => {
        await decideUnder(hostility)
      }),
      { numRuns: 500 },
    )
  })

  it('answers with the baseline without a record when it is switched off, whatever ids and clock do', async () => {
    for (const behaviour of Object.values(useless)) {
      const { corridor, records } = hostileCorridor(
        { traceId: behaviour, decisionId: behaviour, ownTraceId: behaviour, epochMs: behaviour },
        {
          settings: {
            enabled: false,
            valid: true,
            allowed: true,
            sampleRate: 1,
            sampleRateCeiling: 1,
            deadlineMs,
            policyEnabled: true,
          },
        },
      )
      const { decision } = await corridor.decide({ id: 'o-1' })
      expect([decision, records]).toEqual([untouched, []])
    }
  })
})

describe('a decision that JSON would make another of', () => {
  it.each<[string, () => unknown]>([
    ['NaN inside', () => ({ price: Number.NaN, tags: [] })],
    ['Infinity inside', () => ({ price: 1, tags: [Infinity] })],
    ['a BigInt inside', () => ({ price: 1n, tags: [] })],
    ['promises inside', () => ({ price: Promise.reject(new Error('a')), tags: [later()] })],
    ['a promise behind a BigInt', () => ({ price: 1n, tags: later() })],
  ])('is not used, and unheard by nobody: %s', async (_, decide) => {
    const record = await decideUnder({ decide })
    expect(record).toMatchObject({ status: 'error', reason_code: 'TypeError' })
  })
})

const later = (): Promise<never> => Promise.reject(new Error('secret'))

describe('what was judged is what is used', () => {
  it('whatever a rule makes of the candidate it was given', async () => {
    const { corridor } = pricedBy({ price: 105 }, (candidate) => {
      candidate.price = 1e9
      return accept
    })
    expect((await corridor.decide({ id: 'o-1' })).decision).toEqual({ price: 105 })
  })

  it('whatever another rule made of it before', async () => {
    const seen: number[] = []
    const { corridor } = pricedBy({ price: 105 }, (candidate) => {
      seen.push(candidate.price)
      candidate.price += 1
      return accept
    })
    await corridor.decide({ id: 'o-1' })
    expect(seen).toEqual([105, 105])
  })

  it('whatever a candidate answers when it is looked at again', async () => {
    let looks = 0
    const shifty = {
      get price() {
        return (looks += 1) === 1 ? 105 : 1e9
      },
    }
    const { corridor } = pricedBy(shifty, () => accept)
    expect((await corridor.decide({ id: 'o-1' })).decision).toEqual({ price: 105 })
  })

  it('whatever the source does to its answer afterwards', async () => {
    const held = { price: 105 }
    const { corridor } = pricedBy(held, () => accept)
    const { decision } = await corridor.decide({ id: 'o-1' })
    held.price = 1e9
    expect(decision).toEqual({ price: 105 })
  })
})

/** A corridor whose candidate is its decision, judged twice by one rule. */
function pricedBy(answer: { price: number }, rule: (candidate: { price: number }) => Verdict) {
  const judging = ({ candidate }: { candidate: { price: number } }): Verdict => rule(candidate)
  return openedPlainly<{ price: number }>(
    {
      baseline: () => ({ price: 100 }),
      parse: (value) => ({ kind: 'parsed', candidate: Object(value) }),
      rules: [judging, judging],
      decide: (candidate) => candidate,
    },
    { ask: async () => ({ kind: 'answered', value: answer, meta }) },
  )
}

describe('a baseline that is a promise of somebody else’s', () => {
  it.each<[string, () => unknown]>([
    ['calls back twice', thenable((call) => [call('rule'), call('later')])],
    ['calls back at once and gives nothing', thenable((call) => call('rule'))],
    ['gives a promise that never ends', thenable((call) => [call('rule'), new Promise(() => {})])],
  ])('is answered once where it %s', async (_, baseline) => {
    const { corridor, records } = openedPlainly<unknown>({ baseline }, null)
    const outcome = await corridor.decide({ id: 'o-1' })
    expect([outcome.decision, records.length]).toEqual(['rule', 1])
  })

  it('hands on what nobody can look into', async () => {
    const { corridor, records } = openedPlainly<unknown>(
      { baseline: () => revoked.proxy, readBaseline: throwsWhenRead },
      null,
    )
    const outcome = await corridor.decide({ id: 'o-1' })
    expect(Object.is(outcome.decision, revoked.proxy)).toBe(true)
    expect(records).toMatchObject([{ status: 'error', reason_code: 'TypeError' }])
  })
})

function throwsWhenRead(decision: unknown): never {
  throw new TypeError(Object.keys(Object(decision)).join())
}

function thenable(act: (call: (value: string) => unknown) => unknown): () => unknown {
  // oxlint-disable-next-line unicorn/no-thenable -- what is tried here
  return () => ({ then: (call: (value: string) => unknown) => Object(act(call)), catch() {} })
}

describe('a rule that refuses for a reason', () => {
  it.each([
    ['over_limit', 'over_limit'],
    ['low_confidence', 'low_confidence'],
    ['buy milk for Ana', 'rule_refused'],
    ['x\r\nset-cookie: a=b', 'rule_refused'],
    ['killed', 'rule_refused'],
    ['undeclared', 'rule_refused'],
    [Object('over_limit'), 'rule_refused'],
  ])('%j is recorded as %s', async (reason, recorded) => {
    const record = await decideUnder({ rule: () => refuse(reason) })
    expect(record).toMatchObject({ status: 'fallback_deterministic', reason_code: recorded })
  })
})

describe('the last look', () => {
  it('lets a deadline that passed while the rules ran win, and tells the true latency', async () => {
    const record = await decideUnder({
      rule: (usual, _given, clock) => {
        clock.advance(400)
        return usual()
      },
    })
    expect(record).toMatchObject({
      status: 'fallback_deterministic',
      reason_code: 'timeout',
      latency_ms: 400,
      llm_summary: null,
    })
  })

  it('lets a kill win that came while the rules ran', async () => {
    let killed = false
    const record = await decideUnder({
      rule: (usual) => {
        killed = true
        return usual()
      },
      control: () =>
        killed ? { kind: 'closed', reason: 'killed', stage: null } : { kind: 'unmanaged' },
    })
    expect(record).toMatchObject({ status: 'skipped', reason_code: 'killed' })
  })

  it('looks at control after the other authorities', async () => {
    let looks = 0
    let killed = false
    const record = await decideUnder({
      authority: () => {
        looks += 1
        if (looks === 2) killed = true
        return true
      },
      control: () =>
        killed ? { kind: 'closed', reason: 'killed', stage: null } : { kind: 'unmanaged' },
    })
    expect(record).toMatchObject({ status: 'skipped', reason_code: 'killed' })
  })
})

describe('what a corridor hands over', () => {
  it.each([
    ['a number as an id', 7],
    ['a BigInt as an id', 7n],
  ])('takes %s', async (_, id) => {
    const record = await decideUnder({ commandId: () => id })
    expect(record).toMatchObject({ status: 'accepted_llm', command_id: 'h-7' })
  })

  it('does not wait for a decision that merely has a field named then', async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- what is tried here
    const decision = { price: 1, tags: [], then: 'tomorrow' }
    expect((await decideUnderBaseline(decision)).decision).toBe(decision)
  })

  it('does not call a function named then in a decision', async () => {
    // oxlint-disable-next-line unicorn/no-thenable -- what is tried here
    const decision = { price: 1, tags: [], then: () => expect.unreachable('it was called') }
    expect((await decideUnderBaseline(decision)).decision).toBe(decision)
  })

  it.each([null, 'yes', 7, {}, { aborted: false }])(
    'takes the signal %j for none',
    async (signal) => {
      const { corridor } = hostileCorridor({})
      const options: object = { signal }
      const { record } = await corridor.decide({ id: 'o-1' }, options)
      expect(record?.status).toBe('accepted_llm')
    },
  )
})

async function decideUnderBaseline(decision: Priced): Promise<Outcome<Priced>> {
  const { corridor } = openedPlainly<Priced>({ baseline: () => decision }, null)
  return corridor.decide({ id: 'o-1' })
}

/** A corridor of which only what is given is not as usual. */
function openedPlainly<Decision>(
  own: Partial<CorridorDefinition<object, Decision, Decision>> & {
    readonly baseline: () => Decision
  },
  asked: Pick<CandidateSource, 'ask'> | null,
) {
  const records: RiskRecord[] = []
  const definition: CorridorDefinition<object, Decision, Decision> = {
    intent: 'price_order',
    taskId: 't',
    version: '1',
    intents: ['price_order'],
    decisionTypes: ['priced'],
    commandId: () => null,
    readBaseline: () => ({ executes: true, summary, entityKeys: [] }),
    permits: () => true,
    request: () => ({ system: '', prompt: '', schema: {} }),
    parse: () => ({ kind: 'unparsable', problems: '' }),
    rules: [() => accept],
    readCandidate: () => ({
      summary: { ...summary, confidence: null, confidence_bucket: 'missing' },
      entityKeys: [],
    }),
    decide: own.baseline,
    ...own,
  }
  const corridor = openCorridor<object, Decision, Decision>(definition, {
    settings: {
      enabled: true,
      valid: true,
      allowed: true,
      sampleRate: 1,
      sampleRateCeiling: 1,
      deadlineMs,
      policyEnabled: true,
    },
    source: asked === null ? null : { route, ...asked },
    record: (record) => void records.push(record),
    clock: createVirtualClock(),
    ids: { decisionId: () => 'd', traceId: () => 't' },
    instance: 'i',
  })
  return { corridor, records }
}
