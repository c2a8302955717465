import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { systemClock } from '@partial-trust/engine'
import { describe, expect, it } from 'vitest'
import { askWithin } from '../candidate-source.contract.js'
import type { AskerParts } from './asker.js'
import { languageModel } from './language-model.js'
import type { AskableLanguageModel } from '../model-interface.js'
import type { LanguageModelOptions } from './language-model.js'

type Refund = { readonly cents: number; readonly note: string }
type Generated = Awaited<ReturnType<LanguageModelV4['doGenerate']>>

const schema = { type: 'object', properties: { choice: { enum: ['approve', 'deny'] } } }
const parts: AskerParts = {
  intent: 'decide_refund',
  schema,
  clock: systemClock,
  llm: null,
  profile: 'unused',
}
const answer: Generated = {
  content: [{ type: 'text', text: '{"choice":"deny"}' }],
  finishReason: { unified: 'stop', raw: 'end_turn' },
  usage: {
    inputTokens: { total: 30, noCache: 30, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 6, text: 6, reasoning: undefined },
  },
  warnings: [],
}

function modelThat(give: (options: LanguageModelV4CallOptions) => Generated): AskableLanguageModel {
  return {
    specificationVersion: 'v4',
    provider: 'anthropic.messages',
    modelId: 'claude-tiny',
    doGenerate: (options) => Promise.resolve(give(options)),
  }
}
const model = modelThat(() => answer)

const told: LanguageModelOptions<Refund> = {
  system: 'You decide refunds.',
  prompt: ({ cents, note }) => (note === '' ? '' : `${cents}: ${note}`),
}

function open(asked = model, options = told, given: Partial<AskerParts> = {}) {
  const { source, request, taskId } = languageModel(asked, options).open({ ...parts, ...given })
  if (source === null) throw new Error('a language model can always be asked')
  return { source, request, taskId }
}

function ask(asked: AskableLanguageModel, options = told, given: Partial<AskerParts> = {}) {
  const { source, request } = open(asked, options, given)
  const refund = request({ cents: 900, note: 'broken' })
  if (refund === null) throw new Error('there is something to ask')
  return askWithin({ source, request: () => refund }, 5_000)
}

describe('languageModel', () => {
  it('gives the model’s names and tokens beside the candidate', async () => {
    expect(await ask(model)).toEqual({
      kind: 'answered',
      value: { choice: 'deny' },
      meta: {
        profile: 'language_model',
        task_id: 'decide_refund',
        escalated: false,
        provider: 'anthropic.messages',
        model: 'claude-tiny',
        attempts: 1,
        input_tokens: 30,
        output_tokens: 6,
      },
    })
  })

  it('asks for JSON of the candidate’s schema, with the settings as they are', async () => {
    const seen: LanguageModelV4CallOptions[] = []
    const recording = modelThat((options) => {
      seen.push(options)
      return answer
    })
    await ask(recording, { ...told, temperature: 0, maxOutputTokens: 50, headers: { 'x-a': 'b' } })
    expect(seen).toEqual([
      {
        prompt: [
          { role: 'system', content: 'You decide refunds.' },
          { role: 'user', content: [{ type: 'text', text: '900: broken' }] },
        ],
        responseFormat: { type: 'json', name: 'candidate', schema },
        temperature: 0,
        maxOutputTokens: 50,
        headers: { 'x-a': 'b' },
        abortSignal: expect.any(AbortSignal),
      },
    ])
    await ask(recording, told, { schema: null })
    expect(seen[1]?.responseFormat).toEqual({ type: 'json', name: 'candidate' })
  })

  it.each([
    ['length', 'incomplete'],
    ['tool-calls', 'incomplete'],
    ['error', 'incomplete'],
    ['interrupted', 'incomplete'],
    ['other', 'incomplete'],
    ['content-filter', 'model_refused'],
  ] as const)('does not take an answer that ended with %s', async (unified, failure) => {
    const unfinished = { ...answer, finishReason: { unified, raw: undefined } }
    expect(await ask(modelThat(() => unfinished))).toMatchObject({
      kind: 'failed',
      failure,
      meta: { input_tokens: 30 },
    })
  })

  it('believes only tokens that can be counts', async () => {
    const inputTokens = { ...answer.usage.inputTokens, total: -3 }
    const odd = { ...answer, usage: { ...answer.usage, inputTokens } }
    const { meta } = await ask(modelThat(() => odd))
    expect(meta).toMatchObject({ input_tokens: null, output_tokens: 6 })
  })

  it('has nothing to ask about where the prompt is blank', () => {
    expect(open().request({ cents: 1, note: '' })).toBeNull()
  })

  it('is another epoch when anything changes that is sent or checked', () => {
    const plain = open().source.route?.fingerprint
    const changed = [
      open(model, { ...told, system: 'You decide refunds kindly.' }),
      open(model, { ...told, prompt: ({ note }) => note }),
      open(model, { ...told, temperature: 0.1 }),
      open(model, told, { schema: { ...schema, required: ['choice'] } }),
      open({ ...model, modelId: 'claude-small' }),
    ].map(({ source }) => source.route?.fingerprint)
    expect(new Set([plain, ...changed]).size).toBe(6)
    expect(open(model, { ...told, headers: { 'x-key': 'k' } }).source.route?.fingerprint).toBe(
      plain,
    )
  })

  it('calls a name that a record cannot hold unnamed', () => {
    const odd = open({ ...model, modelId: 'a\nb' })
    expect(odd.source.route).toMatchObject({ provider: 'anthropic.messages', model: 'unnamed' })
  })

  it.each([
    ['a name in the place of a model', 'gpt-4o-mini', told, /not the name "gpt-4o-mini"/],
    ['no model', undefined, told, /must be a model of the AI SDK/],
    ['an older model', { ...model, specificationVersion: 'v2' }, told, /specification v4, not v2/],
    ['a model of another kind', { specificationVersion: 'v4' }, told, /no doGenerate/],
    ['no prompt', model, {}, /prompt must be a function of the command/],
    ['a system that is no text', model, { ...told, system: 7 }, /system must be a text/],
    ['a misspelt setting', model, { ...told, temprature: 0 }, /temprature is no .* temperature/],
    ['a temperature in words', model, { ...told, temperature: 'low' }, /temperature must be a fin/],
    ['room for nothing', model, { ...told, maxOutputTokens: 0 }, /must be a whole .* not 0/],
    ['a header that is no text', model, { ...told, headers: { a: 1 } }, /headers must be an obj/],
    ['one stop word', model, { ...told, stopSequences: 'END' }, /stopSequences must be a list/],
  ] as const)('is refused when it is given %s', (_, asked, options, message) => {
    // @ts-expect-error: JavaScript gives what it likes
    expect(() => languageModel(asked, options)).toThrow(message)
  })
})
