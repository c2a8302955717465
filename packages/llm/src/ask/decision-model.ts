/**
 * The one file that knows the AI SDK's decision models. Their contract is experimental and may change
 * in any release, so nothing outside this file names it, and what comes from them is checked here. The
 * types are our own (see model-interface.ts); that the SDK's models fit them is held by a test.
 */
import { count, noTokens, settled } from '../exchange.js'
import type { Asker } from './asker.js'
import { checkFunction, checkModel, checkOptions } from './check-options.js'
import { checkSettings, decisionSettings } from './check-settings.js'
import { rememberedRequests } from './remembered-requests.js'
import { routeOf } from './route-of.js'
import { singleCallSource } from './single-call-source.js'
import type { CallEnded } from './single-call-source.js'

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json }
type JsonObject = { [key: string]: Json }
type Input = string | Readonly<JsonObject> | readonly Json[]

/** A choice among named options, a position on an ordered scale, or yes or no. */
export type DecisionQuestion =
  | {
      readonly type: 'choice'
      readonly instructions?: Input | null
      /** Two options or more, each with what speaks for it. */
      readonly criteria: Readonly<Record<string, Input | null>>
    }
  | {
      readonly type: 'score'
      readonly instructions?: Input | null
      /** Two levels or more, the lowest first. */
      readonly criteria: readonly (Input | null)[]
    }
  | {
      readonly type: 'boolean'
      readonly instructions?: Input | null
      readonly criteria?: { readonly true?: Input | null; readonly false?: Input | null } | null
    }

type DecisionSettings = {
  maxOutputTokens?: number
  /** How much a thinking model thinks. */
  reasoning?: 'provider-default' | 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'
  /** Settings that only one provider knows, by its name. */
  providerOptions?: Record<string, JsonObject>
}

type StatePart = { type: 'text'; text: string } | { type: 'json'; value: Json }
type DecisionCall = DecisionSettings & {
  state: readonly StatePart[]
  questions: Readonly<Record<string, DecisionQuestion>>
  headers?: Record<string, string>
  abortSignal: AbortSignal
}

/** What is told of an answer; nothing of it is believed before it is checked. */
type GivenAnswer = {
  readonly type: string
  readonly choice?: string
  readonly score?: number
  readonly probability?: number
  readonly probabilities?: Readonly<Record<string, number>>
}
type GivenResult = {
  readonly answers: Readonly<Record<string, GivenAnswer>>
  readonly rounding?: { readonly probabilityDecimals?: number }
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number }
}

/** A decision model of the AI SDK, specification v4 (experimental). */
export type AskableDecisionModel = {
  readonly specificationVersion: 'v4'
  readonly provider: string
  readonly modelId: string
  readonly supportedQuestionTypes: readonly string[]
  doDecide(call: DecisionCall): PromiseLike<GivenResult>
}

/** A text, or any JSON value but null. */
export type DecisionState = string | Readonly<Record<string, unknown>> | readonly unknown[]

/** What a decision model answered, checked. A `confidence` is null where it gave no distribution. */
export type DecisionAnswer<Question extends DecisionQuestion> = Question extends {
  readonly type: 'choice'
  readonly criteria: infer Criteria
}
  ? {
      readonly choice: Extract<keyof Criteria, string>
      /** Probability of the choice, 0 to 1. */
      readonly confidence: number | null
    }
  : Question extends { readonly type: 'score' }
    ? {
        /** From 0 to the number of levels less 1. */
        readonly score: number
        /** Probability of the level nearest to the score, 0 to 1. */
        readonly confidence: number | null
      }
    : {
        readonly answer: boolean
        /** Probability of the answer, 0.5 to 1. */
        readonly confidence: number
      }

export type DecisionModelOptions<Command, Question extends DecisionQuestion> = DecisionSettings & {
  /** What is judged. A blank text: there is nothing to ask about (`empty_text`). */
  readonly state: (command: Command) => DecisionState
  readonly question: Question
  /**
   * Makes a candidate of the answer. Default: the answer is the candidate, e.g.
   * `{ choice: 'deny', confidence: 0.93 }`; a confidence that is null is left out.
   */
  readonly candidate?: (answer: DecisionAnswer<Question>, command: Command) => unknown
  /** Further headers of every call; no part of the epoch, so they may hold a key. */
  readonly headers?: Readonly<Record<string, string>>
}

const questionId = 'decision'

/**
 * Asks an AI SDK decision model one question about each command: one `doDecide` a decision, with no
 * retry. Its probability is a confidence of kind `distribution`. Experimental, as the interface is.
 *
 * @typeParam Command Inferred from the parameter of `state` where its type is written down, and checked
 *   against the definition then. TypeScript cannot hand it on from a definition around this call.
 * @throws {TypeError} when the model is none of specification v4 or cannot answer such a question.
 */
export function decisionModel<
  // oxlint-disable-next-line typescript/no-explicit-any -- without a type written down there is none to check
  Command = any,
  const Question extends DecisionQuestion = DecisionQuestion,
>(model: AskableDecisionModel, options: DecisionModelOptions<Command, Question>): Asker<Command> {
  checkOptions('decisionModel', options, 'state and question')
  const { state, question, candidate, headers, ...settings } = options
  checkModel('decisionModel', model, 'doDecide')
  checkFunction('decisionModel', 'state', state)
  if (candidate !== undefined) checkFunction('decisionModel', 'candidate', candidate)
  checkSettings('decisionModel', options, ['state', 'question', 'candidate', ...decisionSettings])
  checkQuestion(model, question)
  return {
    kind: 'decision_model',
    confidenceKind: 'distribution',
    open({ intent, schema }) {
      const { provider, modelId } = model
      const facts = { question, state, candidate, schema, settings }
      const route = routeOf({ kind: 'decision_model', intent, provider, model: modelId, facts })
      const asked = rememberedRequests<{
        readonly command: Command
        readonly parts: readonly StatePart[]
      }>()
      return {
        taskId: intent,
        request(command) {
          const judged = state(command)
          if (typeof judged === 'string' && judged.trim() === '') return null
          const request = { system: '', prompt: '', schema: schema ?? {} }
          return asked.remember(request, { command, parts: partsOf(judged) })
        },
        source: singleCallSource(route, (request, { signal }) =>
          settled(
            signal,
            () =>
              model.doDecide({
                ...settings,
                state: asked.recall(request).meant.parts,
                questions: { [questionId]: question },
                ...(headers === undefined ? {} : { headers: { ...headers } }),
                abortSignal: signal,
              }),
            (result) => {
              const { command } = asked.recall(request).meant
              return readResult(result, question, (answer) =>
                candidate === undefined ? withoutNull(answer) : candidate(answer, command),
              )
            },
            (failure): CallEnded => ({ kind: 'failed', failure, tokens: noTokens }),
          ),
        ),
      }
    },
  }
}

function checkQuestion(model: AskableDecisionModel, question: DecisionQuestion): void {
  checkOptions('decisionModel', question, 'question: { type, criteria }')
  const { type, criteria } = question
  if (type !== 'boolean' && Object.keys(criteria ?? {}).length < 2) {
    const what = type === 'score' ? 'levels' : 'options'
    throw new TypeError(`decisionModel: question.criteria must name at least two ${what}`)
  }
  if (!model.supportedQuestionTypes.includes(type)) {
    const known = model.supportedQuestionTypes.join(', ')
    throw new TypeError(
      `decisionModel: question.type ${type} is not answered by ${model.modelId}; it answers ${known}`,
    )
  }
}

/** JSON once through, so that nothing but JSON reaches a library. */
function partsOf(state: DecisionState): readonly StatePart[] {
  return typeof state === 'string'
    ? [{ type: 'text', text: state }]
    : [{ type: 'json', value: JSON.parse(JSON.stringify(state)) }]
}

function readResult<Question extends DecisionQuestion>(
  { answers, rounding, usage }: GivenResult,
  question: Question,
  candidateOf: (answer: DecisionAnswer<Question>) => unknown,
): CallEnded {
  const tokens = { input: count(usage?.inputTokens), output: count(usage?.outputTokens) }
  const answer = Object.hasOwn(answers, questionId) ? answers[questionId] : undefined
  if (answer === undefined) return { kind: 'failed', failure: 'llm_error', tokens }
  if (answer.type === 'refusal') return { kind: 'failed', failure: 'model_refused', tokens }
  const checked = checkAnswer(question, answer, rounding?.probabilityDecimals)
  if (!isAnswerTo(question, checked)) {
    return { kind: 'failed', failure: 'schema_validation_failed', tokens }
  }
  return { kind: 'value', value: candidateOf(checked), tokens }
}

/** Only null is no answer: {@link checkAnswer} makes none for another question. */
function isAnswerTo<Question extends DecisionQuestion>(
  _question: Question,
  answer: object | null,
): answer is DecisionAnswer<Question> {
  return answer !== null
}

/** Null for an answer to another question, an option that was not offered, or numbers that cannot be. */
function checkAnswer(
  question: DecisionQuestion,
  answer: GivenAnswer,
  decimals: number | undefined,
): DecisionAnswer<DecisionQuestion> | null {
  if (question.type === 'choice' && answer.type === 'choice') {
    const { choice, probabilities } = answer
    const options = Object.keys(question.criteria)
    if (choice === undefined || !options.includes(choice)) return null
    if (probabilities === undefined) return { choice, confidence: null }
    const shares = distribution(probabilities, options, decimals)
    const confidence = shares?.get(choice)
    if (shares === null || confidence === undefined) return null
    return Math.max(...shares.values()) <= confidence ? { choice, confidence } : null
  }
  if (question.type === 'score' && answer.type === 'score') {
    const { score, probabilities } = answer
    const levels = question.criteria.map((_, index) => String(index))
    // Phrased so that NaN loses.
    if (score === undefined || !(score >= 0 && score <= levels.length - 1)) return null
    if (probabilities === undefined) return { score, confidence: null }
    const confidence = distribution(probabilities, levels, decimals)?.get(String(Math.round(score)))
    return confidence === undefined ? null : { score, confidence }
  }
  if (question.type === 'boolean' && answer.type === 'boolean') {
    const { probability } = answer
    if (!isShare(probability)) return null
    return { answer: probability >= 0.5, confidence: Math.max(probability, 1 - probability) }
  }
  return null
}

/** Room for a softmax in single precision; rounded numbers get half a unit of their last place each. */
const exactTolerance = 1e-4

/** The shares of all options, or null where they are no distribution over exactly these. */
function distribution(
  probabilities: Readonly<Record<string, number>>,
  options: readonly string[],
  decimals: number | undefined,
): ReadonlyMap<string, number> | null {
  const given = Object.keys(probabilities)
  const complete =
    given.length === options.length && options.every((name) => Object.hasOwn(probabilities, name))
  if (!complete) return null
  const shares = new Map(options.map((name) => [name, probabilities[name] ?? Number.NaN]))
  const sum = [...shares.values()].reduce((one, other) => one + other, 0)
  const perValue = decimals === undefined ? 0 : 0.5 * 10 ** -decimals
  const near = Math.abs(sum - 1) <= exactTolerance + options.length * perValue
  return near && [...shares.values()].every(isShare) ? shares : null
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function withoutNull(answer: object): object {
  return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null))
}
