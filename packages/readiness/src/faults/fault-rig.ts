import type { CandidateSource } from '@partial-trust/core'
import type { LlmSimulator } from '@partial-trust/testing'
import { systemClock } from '@partial-trust/engine'
import { candidateSource } from '@partial-trust/llm'
import { openLlm } from '@partial-trust/llm/endpoints'
import type { LlmPolicy } from '@partial-trust/llm'
import type { Strike } from './fault-cases.js'

export type FaultRigOptions = {
  readonly taskId: string
  /** What a faultless endpoint answers. */
  readonly candidate: object
  readonly strike: Strike
  readonly simulator: LlmSimulator
  /** Where nobody listens. */
  readonly refusedUrl: string
  /** How late the late faults are, in ms. */
  readonly lateMs: number
}

export type FaultRig = {
  readonly source: CandidateSource
  readonly ready: Promise<void>
  /** Lets late answers come. */
  end(): void
  close(): Promise<void>
}

/** A candidate source in which the fault strikes. */
export function faultRig(options: FaultRigOptions): FaultRig {
  const { taskId, candidate, strike, simulator, refusedUrl, lateMs } = options
  const profile = 'fault_suite'
  const policy = policyOf(taskId, profile, simulator.url)
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  if (strike.kind === 'endpoint' || strike.kind === 'refused') {
    simulator.setFaults({
      fault: strike.kind === 'endpoint' ? strike.fault : null,
      late_ms: lateMs,
    })
    const baseUrl = strike.kind === 'refused' ? refusedUrl : simulator.url
    const llm = openLlm({ policy, baseUrl, apiKey: null, env: {}, clock: systemClock })
    const source = llm.source(taskId, profile)
    return { source, ready: llm.ready(), end, close: () => llm.close() }
  }
  const idle = { ready: Promise.resolve(), end, close: () => Promise.resolve() }
  const source = candidateSource({
    policy,
    taskId,
    profile,
    baseUrl: null,
    clock: systemClock,
    createModel: () =>
      strike.kind === 'library'
        ? strike.model(JSON.stringify(candidate), over)
        : { doGenerate: () => strike.ask() },
  })
  return strike.kind === 'library'
    ? { source, ...idle }
    : { source: { route: source.route, ask: () => strike.ask() }, ...idle }
}

function policyOf(taskId: string, profile: string, base_url: string): LlmPolicy {
  return {
    schema_version: 1,
    profiles: [profile],
    tasks: [taskId],
    routing: { [taskId]: { [profile]: { provider: 'simulated', model: 'simulated', base_url } } },
    fallback_chain: [],
  }
}
