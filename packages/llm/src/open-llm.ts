import type { CandidateSource, Clock } from '@partial-trust/core'
import { candidateSource } from './candidate-source.js'
import type { EndpointModels } from './endpoint-models.js'
import type { ChatModel } from './model-interface.js'
import { shownEndpoint } from './endpoint.js'
import type { LlmPolicy } from './policy/llm-policy.js'
import { probeRoute } from './probe.js'
import type { Probe } from './probe.js'
import { routesOf } from './routes.js'
import type { EffectiveRoute } from './routes.js'

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
  /**
   * Loads and warms up what asks, if nobody did yet. Resolves when the first candidate will cost no more than the next;
   * never rejects.
   */
  ready(): Promise<void>
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
  let opened: Promise<EndpointModels> | undefined
  let warm: Promise<void> | undefined
  const open = (): Promise<EndpointModels> =>
    (opened ??= import('./endpoint-models.js').then(({ openEndpointModels }) =>
      openEndpointModels({ env: options.env, maxAnswerBytes }),
    ))
  /** Made by the first call that a route gets: no start waits for what asks. */
  function createModel(route: EffectiveRoute): ChatModel {
    let made: Promise<ChatModel> | undefined
    return {
      async doGenerate(call) {
        const model = await (made ??= open().then((models) => models.model(route, keyOf(route))))
        return model.doGenerate(call)
      },
    }
  }
  const keyOf = ({ api_key_env: variable }: EffectiveRoute): string | null => {
    const key = variable === 'LLM_API_KEY' ? options.apiKey : options.env[variable]
    return key === undefined || key === '' ? null : key
  }
  return {
    ready: () => (warm ??= open().then((models) => models.warmUp())),
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
    close: async () => (await opened)?.close(),
  }
}
