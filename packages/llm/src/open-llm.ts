import type { CandidateSource, Clock } from '@partial-trust/core'
import { Agent } from 'undici'
import { boundedFetch } from './bounded-fetch.js'
import { candidateSource } from './candidate-source.js'
import { openAiCompatibleModel } from './chat-model.js'
import type { LlmPolicy } from './policy/llm-policy.js'
import { warmUp } from './warm-up.js'

export type LlmOptions = {
  readonly policy: LlmPolicy
  /** `LLM_BASE_URL`: replaces the endpoint of every route. */
  readonly baseUrl: string | null
  /** `LLM_API_KEY`: sent as a bearer token, shown nowhere. */
  readonly apiKey: string | null
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
  /** Cuts what is under way and closes the connections. */
  close(): Promise<void>
}

const defaultMaxAnswerBytes = 256 * 1024

/** Opens the LLM side of a loaded policy. Connects to nothing until a candidate is asked for. */
export function openLlm(options: LlmOptions): Llm {
  const { policy, baseUrl, apiKey, clock, maxAnswerBytes = defaultMaxAnswerBytes } = options
  const dispatcher = new Agent({ connect: { timeout: 5_000 }, keepAliveTimeout: 60_000 })
  const fetch = boundedFetch({ dispatcher, maxAnswerBytes })
  return {
    ready: warmUp(),
    source: (taskId, profile) =>
      candidateSource({
        policy,
        taskId,
        profile,
        baseUrl,
        clock,
        createModel: (route) =>
          openAiCompatibleModel({ model: route.model, baseUrl: route.base_url, apiKey, fetch }),
      }),
    close: () => dispatcher.destroy(),
  }
}
