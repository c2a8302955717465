import { systemClock } from '@partial-trust/engine'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { openLlm } from '../open-llm.js'
import { askerOf } from './ask-function.js'
import type { AskFunction, Asker } from './asker.js'
import { decisionModel } from './decision-model.js'
import type { AskableDecisionModel } from './decision-model.js'
import { languageModel } from './language-model.js'
import type { AskableLanguageModel } from '../model-interface.js'
import { policy } from './policy.js'

type Refund = { readonly cents: number; readonly note: string }
const told = { system: 'You decide refunds.', prompt: ({ note }: Refund) => note }

function open(options = told, { taskId = 'refunds', schema = {}, profile = 'quick' } = {}) {
  const route = { provider: 'local', model: 'small', base_url: 'http://127.0.0.1:9/v1' }
  const llm = openLlm({
    policy: {
      schema_version: 1,
      profiles: ['quick'],
      tasks: ['refunds'],
      routing: { refunds: { quick: route } },
      fallback_chain: [],
    },
    baseUrl: null,
    apiKey: null,
    env: {},
    clock: systemClock,
  })
  onTestFinished(() => llm.close())
  const parts = { intent: 'decide_refund', schema, clock: systemClock, llm, profile }
  return policy(taskId, options).open(parts)
}

describe('policy', () => {
  it('asks whom the policy names for the task, and keeps the task’s name', () => {
    const { source, taskId } = open()
    expect(taskId).toBe('refunds')
    expect(source?.route).toMatchObject({ task_id: 'refunds', profile: 'quick', model: 'small' })
  })

  it('has nobody to ask while the policy is off, and for a task or profile that it lacks', () => {
    expect(open(told, { taskId: 'tickets' }).source).toBeNull()
    expect(open(told, { profile: 'huge' }).source).toBeNull()
    const off = { intent: 'i', schema: null, clock: systemClock, llm: null, profile: 'quick' }
    expect(policy('refunds', told).open(off).source).toBeNull()
  })

  it('is another epoch when the prompt or the schema changes', () => {
    const of = (opened: ReturnType<typeof open>) => opened.source?.route?.fingerprint
    const changed = [
      open({ ...told, system: 'Be kind.' }),
      open({ ...told, prompt: ({ cents, note }) => `${cents} ${note}` }),
      open(told, { schema: { type: 'object' } }),
    ].map(of)
    expect(of(open())).toBe(of(open()))
    expect(new Set([of(open()), ...changed]).size).toBe(4)
  })

  it('has nothing to ask about where the prompt is blank', () => {
    expect(open().request({ cents: 1, note: ' ' })).toBeNull()
    expect(open().request({ cents: 1, note: 'late' })).toMatchObject({ prompt: 'late' })
  })
})

/** As a definition takes an ask: the command's type comes from elsewhere in it. */
function define<Command>(definition: {
  readonly command: (value: unknown) => Command
  readonly ask: AskFunction<Command> | Asker<Command>
}): Asker<Command> {
  return askerOf(definition.ask)
}

const command = (value: unknown): Refund => ({ cents: Number(value), note: '' })
const colourOf = ({ colour }: { readonly colour: string }) => colour

describe('an ask within a definition', () => {
  const text: AskableLanguageModel = {
    specificationVersion: 'v4',
    provider: 'p',
    modelId: 'm',
    doGenerate: () => Promise.reject(new Error('not asked here')),
  }
  const decides: AskableDecisionModel = {
    specificationVersion: 'v4',
    provider: 'p',
    modelId: 'm',
    supportedQuestionTypes: ['choice'],
    doDecide: () => Promise.reject(new Error('not asked here')),
  }

  it('needs no type written down', () => {
    const asks = [
      define({ command, ask: async ({ cents }) => cents.toFixed() }),
      define({ command, ask: policy('refunds', { system: '', prompt: (refund) => refund.note }) }),
      define({ command, ask: languageModel(text, { prompt: ({ note }) => note }) }),
      define({
        command,
        ask: decisionModel(decides, {
          state: (refund) => refund.note,
          question: { type: 'choice', criteria: { approve: null, deny: null } },
          candidate: ({ choice, confidence }) => {
            expectTypeOf(choice).toEqualTypeOf<'approve' | 'deny'>()
            expectTypeOf(confidence).toEqualTypeOf<number | null>()
            return { choice }
          },
        }),
      }),
    ]
    expect(asks.map(({ kind }) => kind)).toEqual([
      'function',
      'policy',
      'language_model',
      'decision_model',
    ])
    const all: readonly Asker<Refund>[] = asks
    expect(all).toHaveLength(4)
  })

  it('is checked against the definition where its type is written down', () => {
    define({ command, ask: languageModel(text, { prompt: ({ note }: Refund) => note }) })
    // @ts-expect-error: a refund has no colour
    define({ command, ask: languageModel(text, { prompt: colourOf }) })
    const asker: Asker<Refund> = languageModel(text, { prompt: ({ cents }) => cents.toFixed() })
    expect(asker.kind).toBe('language_model')
  })
})
