import type {
  Experimental_DecisionModelV4Answer,
  Experimental_DecisionModelV4CallOptions,
  Experimental_DecisionModelV4Result,
} from '@ai-sdk/provider'
import { Experimental_DecisionRefusalError } from '@ai-sdk/provider'
import type { Parsed } from '@partial-trust/core'
import { systemClock } from '@partial-trust/engine'
import { describe, expect, it } from 'vitest'
import { decisionModel } from './decision-model.js'
import type {
  AskableDecisionModel,
  DecisionModelOptions,
  DecisionQuestion,
} from './decision-model.js'

type Comment = { readonly text: string }
type Call = Experimental_DecisionModelV4CallOptions
type Result = Partial<Experimental_DecisionModelV4Result>

const choice = { type: 'choice', criteria: { spam: 'sold', ham: null, unsure: null } } as const
const score = { type: 'score', criteria: ['kind', 'curt', 'rude'] } as const
const yesOrNo = { type: 'boolean', instructions: 'Is it rude?' } as const
const anything = (value: unknown): Parsed<unknown> => ({ kind: 'parsed', candidate: value })

function modelThat(give: (options: Call) => Result | Promise<Result>): AskableDecisionModel {
  return {
    specificationVersion: 'v4',
    provider: 'typesafe.decision',
    modelId: 'jev-1',
    supportedQuestionTypes: ['choice', 'score', 'boolean'],
    doDecide: async (options) => ({ answers: {}, warnings: [], ...(await give(options)) }),
  }
}

function open<Question extends DecisionQuestion>(
  model: AskableDecisionModel,
  options: DecisionModelOptions<Comment, Question>,
) {
  const asker = decisionModel(model, options)
  const opened = asker.open({
    intent: 'label_comment',
    schema: null,
    clock: systemClock,
    llm: null,
    profile: 'unused',
  })
  if (opened.source === null) throw new Error('a decision model can always be asked')
  return { ...opened, source: opened.source, confidenceKind: asker.confidenceKind }
}

async function ask<Question extends DecisionQuestion>(
  question: Question,
  give: Result | ((options: Call) => Result | Promise<Result>),
  options: Partial<DecisionModelOptions<Comment, Question>> = {},
) {
  const model = modelThat(typeof give === 'function' ? give : () => give)
  const { source, request } = open(model, { state: ({ text }) => text, question, ...options })
  const asked = request({ text: 'buy now' })
  if (asked === null) throw new Error('there is something to ask')
  const signal = AbortSignal.timeout(5_000)
  return source.ask(asked, { signal, deadlineMs: 5_000, validate: anything })
}

const decided = (decision: Experimental_DecisionModelV4Answer): Result => ({
  answers: { decision },
})
const candidate = (value: unknown) => ({ kind: 'answered', value })

const textOf = ({ text }: Comment) => text
const fingerprint = (question: DecisionQuestion, state = textOf, model = modelThat(() => ({}))) =>
  open(model, { state, question }).source.route?.fingerprint

describe('decisionModel', () => {
  it('asks one question about the state, once', async () => {
    const calls: Call[] = []
    const give = (options: Call): Result => {
      calls.push(options)
      return decided({ type: 'choice', choice: 'ham' })
    }
    await ask(choice, give, { headers: { 'x-a': 'b' }, maxOutputTokens: 5 })
    await ask(choice, give, { state: ({ text }) => ({ text, words: 2 }) })
    expect(calls).toEqual([
      {
        state: [{ type: 'text', text: 'buy now' }],
        questions: { decision: choice },
        headers: { 'x-a': 'b' },
        maxOutputTokens: 5,
        abortSignal: expect.any(AbortSignal),
      },
      {
        state: [{ type: 'json', value: { text: 'buy now', words: 2 } }],
        questions: { decision: choice },
        abortSignal: expect.any(AbortSignal),
      },
    ])
  })

  it('takes the probability of the choice as its confidence, of kind distribution', async () => {
    const probabilities = { spam: 0.7, ham: 0.2, unsure: 0.1 }
    const answer = await ask(choice, {
      ...decided({ type: 'choice', choice: 'spam', probabilities }),
      usage: { inputTokens: 12, outputTokens: 0 },
    })
    expect(answer).toMatchObject(candidate({ choice: 'spam', confidence: 0.7 }))
    expect(answer.meta).toMatchObject({
      profile: 'decision_model',
      provider: 'typesafe.decision',
      model: 'jev-1',
      input_tokens: 12,
      output_tokens: 0,
    })
    const { confidenceKind } = open(
      modelThat(() => ({})),
      { state: () => 's', question: choice },
    )
    expect(confidenceKind).toBe('distribution')
  })

  it('invents no confidence where there is no distribution', async () => {
    expect(await ask(choice, decided({ type: 'choice', choice: 'ham' }))).toMatchObject(
      candidate({ choice: 'ham' }),
    )
    expect(await ask(score, decided({ type: 'score', score: 1.4 }))).toMatchObject(
      candidate({ score: 1.4 }),
    )
  })

  it('takes the probability of the level nearest to a score', async () => {
    const probabilities = { 0: 0.1, 1: 0.3, 2: 0.6 }
    expect(await ask(score, decided({ type: 'score', score: 1.5, probabilities }))).toMatchObject(
      candidate({ score: 1.5, confidence: 0.6 }),
    )
  })

  it.each([
    [0.83, { answer: true, confidence: 0.83 }],
    [0.25, { answer: false, confidence: 0.75 }],
    [0.5, { answer: true, confidence: 0.5 }],
  ])('reads %d as the probability of yes', async (probability, value) => {
    expect(await ask(yesOrNo, decided({ type: 'boolean', probability }))).toMatchObject(
      candidate(value),
    )
  })

  it('lets the corridor make its own candidate of the answer and the command', async () => {
    const answer = await ask(choice, decided({ type: 'choice', choice: 'spam' }), {
      candidate: ({ choice: label, confidence }, { text }) => ({ label, confidence, of: text }),
    })
    expect(answer).toMatchObject(candidate({ label: 'spam', confidence: null, of: 'buy now' }))
  })

  it('takes rounded distributions as exact as they can be', async () => {
    const probabilities = { spam: 0.33, ham: 0.33, unsure: 0.33 }
    const rounded = {
      ...decided({ type: 'choice', choice: 'ham', probabilities }),
      rounding: { probabilityDecimals: 2 },
    }
    expect(await ask(choice, rounded)).toMatchObject(candidate({ choice: 'ham', confidence: 0.33 }))
    expect(await ask(choice, { ...rounded, rounding: {} })).toMatchObject({ kind: 'failed' })
  })

  const bad = (probabilities: Record<string, number>, name = 'spam') =>
    decided({ type: 'choice', choice: name, probabilities })
  it.each([
    ['an option that was not offered', choice, decided({ type: 'choice', choice: 'eggs' })],
    ['an option of every object', choice, decided({ type: 'choice', choice: 'constructor' })],
    ['an answer to another question', choice, decided({ type: 'boolean', probability: 1 })],
    ['a distribution over too little', choice, bad({ spam: 1 })],
    ['a distribution over too much', choice, bad({ spam: 1, ham: 0, unsure: 0, eggs: 0 })],
    ['a distribution that sums to more', choice, bad({ spam: 0.9, ham: 0.9, unsure: 0 })],
    ['a probability of 95', choice, bad({ spam: 95, ham: -94, unsure: 0 })],
    ['a probability that is NaN', choice, bad({ spam: Number.NaN, ham: 0.5, unsure: 0.5 })],
    ['a choice that is not the likeliest', choice, bad({ spam: 0.2, ham: 0.7, unsure: 0.1 })],
    ['a score off the scale', score, decided({ type: 'score', score: 2.1 })],
    ['a score that is NaN', score, decided({ type: 'score', score: Number.NaN })],
    ['a chance above 1', yesOrNo, decided({ type: 'boolean', probability: 1.01 })],
    ['a chance that is NaN', yesOrNo, decided({ type: 'boolean', probability: Number.NaN })],
  ] as const)('does not take %s', async (_, question, result) => {
    expect(await ask<DecisionQuestion>(question, result)).toMatchObject({
      kind: 'failed',
      failure: 'schema_validation_failed',
    })
  })

  it.each([
    ['a refusal', decided({ type: 'refusal' }), 'model_refused'],
    ['a refusal that is thrown', refusal, 'model_refused'],
    ['no answer at all', {}, 'llm_error'],
    ['a failure of its own', () => Promise.reject(new Error('canary')), 'llm_error'],
  ] as const)('ends at %s', async (_, result, failure) => {
    const answer = await ask(choice, result)
    expect(answer).toMatchObject({ kind: 'failed', failure, meta: { attempts: 1 } })
    expect(JSON.stringify(answer)).not.toContain('canary')
  })

  it('is another epoch when the question, the state or the model changes', () => {
    const plain = fingerprint(choice)
    expect(fingerprint(choice)).toBe(plain)
    const others = [
      fingerprint({ ...choice, instructions: 'Label it.' }),
      fingerprint({ ...choice, criteria: { ...choice.criteria, spam: 'bought' } }),
      fingerprint(choice, ({ text }) => text.trim()),
      fingerprint(choice, textOf, { ...modelThat(() => ({})), modelId: 'jev-2' }),
    ]
    expect(new Set([plain, ...others]).size).toBe(5)
  })

  it('says at its definition what it cannot ask', () => {
    const only = { ...modelThat(() => ({})), supportedQuestionTypes: ['boolean'] as const }
    expect(() => decisionModel(only, { state: textOf, question: choice })).toThrow(
      /answers boolean/,
    )
    expect(() =>
      decisionModel(only, { state: textOf, question: { type: 'choice', criteria: { one: null } } }),
    ).toThrow(/at least two options/)
    // @ts-expect-error: JavaScript gives what it likes
    expect(() => decisionModel(only, { state: textOf })).toThrow(/object with question: { type, cr/)
    const typo = { state: textOf, question: { type: 'boolean' } as const, maxTokens: 9 }
    expect(() => decisionModel(only, typo)).toThrow(/maxTokens is no option; .* maxOutputTokens/)
    // @ts-expect-error: the same
    expect(() => decisionModel({ ...only, supportedQuestionTypes: undefined }, typo)).toThrow(
      /names no supportedQuestionTypes/,
    )
  })
})

function refusal(): Promise<never> {
  return Promise.reject(
    new Experimental_DecisionRefusalError({
      questionIds: ['decision'],
      provider: 'p',
      modelId: 'm',
    }),
  )
}
