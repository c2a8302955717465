import type { CandidateSource, Clock } from '@partial-trust/core'
import { boundedFetch } from './bounded-fetch.js'
import { candidateSource } from './candidate-source.js'
import { openAiCompatibleModel } from './chat-model.js'
import type { ChatModel } from './model-interface.js'
import { shownEndpoint } from './endpoint.js'
import { openDispatcher } from './open-dispatcher.js'
import type { LlmPolicy } from './policy/llm-policy.js'
import { probeRoute } from './probe.js'
import type { Probe } from './probe.js'
import { routesOf } from './routes.js'
import type { EffectiveRoute } from './routes.js'
import { warmUp } from './warm-up.js'

export type LlmOptions = {
  readonly policy: LlmPolicy
  /** `LLM_BASE_URL`: replaces the endpoint of every route. */
  readonly baseUrl: string | null
  /** `LLM_API_KEY`: sent as a bearer token, shown nowhere. */
  readonly apiKey: string | null
  /** Where routes' own keys (`api_key_env`) and `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` are read. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Longest answer that is read, in bytes. Default 256 KiB. */
  readonly maxAnswerBytes?: number
}

/** The LLM side of a process: its corridors share one set of connections. */
export type Llm = {
  /** Resolves when the first candidate will cost no more than the next; never rejects. */
  readonly ready: Promise<void>
  /** Where candidates for a task come from; its route is null if the policy has none. */
  source(taskId: string, profile: string): CandidateSource
  /** Where a task's calls go, without password or query; null if the policy has no route. */
  endpoint(taskId: string, profile: string): string | null
  /** Makes one call of the kind that a source's decisions make; null if the policy has no route. */
  probe(taskId: string, profile: string, signal: AbortSignal): Promise<Probe | null>
  /** Cuts what is under way and closes the connections. */
  close(): Promise<void>
}

const defaultMaxAnswerBytes = 256 * 1024

/** Opens the LLM side of a loaded policy. Connects to nothing until a candidate is asked for. */
export function openLlm(options: LlmOptions): Llm {
  const { policy, baseUrl, clock, maxAnswerBytes = defaultMaxAnswerBytes } = options
  const { dispatcher, close } = openDispatcher(options.env)
  const fetch = boundedFetch({ dispatcher, maxAnswerBytes })
  const createModel = (route: EffectiveRoute): ChatModel =>
    openAiCompatibleModel({ route, apiKey: keyOf(route), fetch })
  const keyOf = ({ api_key_env: variable }: EffectiveRoute): string | null => {
    const key = variable === 'LLM_API_KEY' ? options.apiKey : options.env[variable]
    return key === undefined || key === '' ? null : key
  }
  return {
    ready: warmUp(),
    source: (taskId, profile) =>
      candidateSource({ policy, taskId, profile, baseUrl, clock, createModel }),
    endpoint(taskId, profile) {
      const route = routesOf(policy, taskId, baseUrl).get(profile)
      return route === undefined ? null : shownEndpoint(route.base_url)
    },
    async probe(taskId, profile, signal) {
      const route = routesOf(policy, taskId, baseUrl).get(profile)
      return route === undefined ? null : await probeRoute(createModel(route), route, signal)
    },
    close,
  }
}
