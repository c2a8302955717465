import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RiskRecord } from '@partial-trust/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTrust } from '../open-trust.js'
import { defineCorridor } from './define-corridor.js'

type Answer = { readonly action: string }
type Behaviour = () => never

/** As JavaScript lets a function answer, whatever its type says. */
function answering(make: () => unknown): Behaviour {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is tried here
  return make as Behaviour
}

const behaviours: Readonly<Record<string, Behaviour>> = {
  'answers undefined': answering(() => undefined),
  'answers null': answering(() => null),
  'answers the word false': answering(() => 'false'),
  'promises a yes': answering(() => Promise.resolve(true)),
  'rejects later': answering(() => Promise.reject(new Error('later'))),
  'rejects with nothing': answering(() => Promise.reject(null)), // oxlint-disable-line typescript/prefer-promise-reject-errors
  'never answers': answering(() => new Promise(() => {})),
  throws: answering(() => {
    throw new Error('secret')
  }),
}

const usual = {
  intent: 'decide_refund',
  id: ({ id }: { readonly id: string }) => id,
  baseline: (): Answer => ({ action: 'deny' }),
  label: ({ action }: Answer) => action,
  labels: ['approve', 'deny'],
  candidate: {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: () => ({ value: { action: 'approve' } }),
    },
  },
  candidateJsonSchema: {},
  ask: async () => ({ action: 'approve' }),
  sampleRate: 1,
  limits: { circuit: null },
}

const noLog = {
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

/** What a spec is where one of its functions behaves so. */
const places: Readonly<Record<string, (behaves: Behaviour) => object>> = {
  id: (behaves) => ({ id: behaves }),
  traceId: (behaves) => ({ traceId: behaves }),
  label: (behaves) => ({ label: behaves }),
  replaceable: (behaves) => ({ replaceable: behaves }),
  permits: (behaves) => ({ permits: behaves }),
  'a rule': (behaves) => ({ rules: { small: behaves } }),
  confidence: (behaves) => ({ confidence: { of: behaves, kind: 'verbalized', atLeast: 0.7 } }),
  'a part': (behaves) => ({ parts: { lane: { words: ['fast', 'slow'], of: behaves } } }),
  decide: (behaves) => ({ decide: behaves }),
  'the schema': (behaves) => ({
    candidate: { '~standard': { version: 1, vendor: 'test', validate: laterOn(behaves) } },
  }),
}

/** Behaves from the second time on: the first is the definition's own look at it. */
function laterOn(behaves: Behaviour): Behaviour {
  let asked = 0
  return answering(() => ((asked += 1) === 1 ? { issues: [{ message: 'no' }] } : behaves()))
}

/** Of these, `undefined` and `null` close as any other answer does. */
const opens = new Set(['replaceable', 'permits', 'a rule'])

describe('a corridor whose own function misbehaves', () => {
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

  const cases = Object.keys(places).flatMap((place) =>
    Object.keys(behaviours).map((name) => [place, name] as const),
  )
  it.each(cases)('%s: %s', async (place, name) => {
    const behaves = behaviours[name]
    if (behaves === undefined) throw new Error(name)
    const records: RiskRecord[] = []
    const trust = await openTrust({
      env: {
        PARTIAL_TRUST_ENABLED: 'true',
        LLM_POLICY_ENABLED: 'true',
        PARTIAL_TRUST_STATE: 'none',
      },
      riskLog: {
        append: (record) => void records.push(record),
        stats: () => noLog,
        close: async () => {},
      },
    })
    const corridor = trust.open(defineCorridor({ ...usual, ...places[place]?.(behaves) }))
    const { decision, record } = await corridor.decide({ id: 'a' })
    await sleep(0) // a rejection that nobody heard is told of by now
    expect(unheard.splice(0)).toEqual([])
    expect(records).toEqual([record])
    expect(JSON.stringify(record)).not.toContain('secret')
    if (record?.status !== 'accepted_llm') expect(decision).toEqual({ action: 'deny' })
    if (opens.has(place)) expect(decision).toEqual({ action: 'deny' })
    await trust.close()
  })
})
