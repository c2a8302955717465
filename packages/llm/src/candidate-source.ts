import type {
  AskOptions,
  AttemptFailure,
  CandidateAnswer,
  CandidateRequest,
  CandidateSource,
  Clock,
  ModelMeta,
} from '@partial-trust/core'
import type { ChatModel } from './model-interface.js'
import { exchange, noTokens } from './exchange.js'
import type { Exchange, Tokens } from './exchange.js'
import { walkChain } from './fallback-chain.js'
import type { LlmPolicy } from './policy/llm-policy.js'
import { questionOf } from './question.js'
import type { Question, Repair } from './question.js'
import { tracedCall } from './traced-call.js'
import { readAnswer } from './read-answer.js'
import { describeRoute, routesOf } from './routes.js'
import type { EffectiveRoute } from './routes.js'

export type CandidateSourceOptions = {
  readonly policy: LlmPolicy
  readonly taskId: string
  readonly profile: string
  /** Replaces the policy's endpoints. */
  readonly baseUrl: string | null
  readonly clock: Clock
  /** Makes the client of a route; called once a route, not once a decision. */
  readonly createModel: (route: EffectiveRoute) => ChatModel
}

/** A source whose route is null when the policy has none for the task and profile. */
export function candidateSource(options: CandidateSourceOptions): CandidateSource {
  const { policy, taskId, profile, baseUrl, clock, createModel } = options
  const routes = routesOf(policy, taskId, baseUrl)
  const models = new Map([...routes.values()].map((route) => [route, createModel(route)]))
  const first = routes.get(profile)
  if (first === undefined) {
    return { route: null, ask: () => Promise.reject(new TypeError('there is no route to ask')) }
  }
  const start = first

  /** The chain, within the one deadline: it ends at the signal whatever the policy still allows. */
  async function ask(request: CandidateRequest, asked: AskOptions): Promise<CandidateAnswer> {
    const startedMs = clock.monotonicMs()
    const walk = walkChain(policy.fallback_chain, (name) => routes.has(name))
    let route = start
    let repair: Repair | null = null
    let attempts = 0
    let tokens: Tokens = noTokens
    const meta = (): ModelMeta => ({
      profile: route.profile,
      task_id: taskId,
      escalated: route !== start,
      provider: route.provider,
      model: route.model,
      attempts,
      input_tokens: tokens.input,
      output_tokens: tokens.output,
    })
    const failed = (failure: AttemptFailure): CandidateAnswer => ({
      kind: 'failed',
      failure,
      meta: meta(),
    })

    for (;;) {
      const leftMs = asked.deadlineMs - (clock.monotonicMs() - startedMs)
      const model = models.get(route)
      if (model === undefined || asked.signal.aborted || leftMs <= 0) return failed('timeout')
      attempts++
      const ended = await askRoute(model, route, request, repair, asked.signal, leftMs)
      tokens = sum(tokens, ended.tokens)
      const read = ended.kind === 'text' ? readAnswer(ended.text, asked.validate) : ended
      if (asked.signal.aborted) return failed('timeout')
      if (read.kind === 'candidate') return { kind: 'answered', value: read.value, meta: meta() }
      if (read.kind === 'empty') return failed('empty_text')

      const step = walk.next(read.failure)
      if (step.kind === 'give_up') return failed(read.failure)
      repair =
        step.kind === 'retry' && read.kind === 'unusable' && ended.kind === 'text'
          ? { answer: ended.text, problems: read.problems }
          : null
      if (step.kind === 'escalate') route = routes.get(step.profile) ?? route
    }
  }

  function askRoute(
    model: ChatModel,
    route: EffectiveRoute,
    request: CandidateRequest,
    repair: Repair | null,
    signal: AbortSignal,
    leftMs: number,
  ): Promise<Exchange> {
    const patienceMs = route.timeout_ms
    const question = questionOnRoute(route, request, repair)
    return tracedCall(route, () =>
      patienceMs === undefined || patienceMs >= leftMs
        ? exchange(model, question, signal)
        : withPatience(clock, signal, patienceMs, (own) => exchange(model, question, own)),
    )
  }

  return { route: describeRoute(policy, taskId, start, routes), ask }
}

/** A corridor's request with the settings of the route that it goes to. */
export function questionOnRoute(
  { temperature, max_tokens: maxTokens }: EffectiveRoute,
  request: CandidateRequest,
  repair: Repair | null,
): Question {
  return {
    ...questionOf(request, repair),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    providerOptions: lenientSchema,
  }
}

/** Strict mode refuses schemas with optional keys; our own check decides anyway. */
const lenientSchema = { openaiCompatible: { strictJsonSchema: false } }

/** Runs with a signal that also aborts after `patienceMs`. */
async function withPatience<Result>(
  clock: Clock,
  signal: AbortSignal,
  patienceMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController()
  const abort = (): void => own.abort()
  signal.addEventListener('abort', abort, { once: true })
  const timer = clock.setTimer(abort, patienceMs)
  try {
    return await run(own.signal)
  } finally {
    clock.clearTimer(timer)
    signal.removeEventListener('abort', abort)
  }
}

function sum(one: Tokens, other: Tokens): Tokens {
  return { input: add(one.input, other.input), output: add(one.output, other.output) }
}

function add(one: number | null, other: number | null): number | null {
  return one === null ? other : one + (other ?? 0)
}
