import { resolve } from 'node:path'
import { readConfig, type Environment } from '@partial-trust/settings'
import { systemClock } from '@partial-trust/engine'
import { problemText } from '@partial-trust/llm'
import { loadPolicy, openLlm } from '@partial-trust/llm/endpoints'
import type { AnswerTasks } from '../explore.js'
import { agentAnswers } from './answer-tasks.js'

/** Task of the LLM policy that answers for the explorer. */
const taskId = 'plan_explorer'

export type OpenAgent = { readonly answer: AnswerTasks; close(): Promise<void> }

/**
 * The agent the environment asks for. Without a policy, a route or an endpoint there is none, and
 * what it would have answered is a note.
 */
export function openAgent(env: Environment, cwd: string, signal: AbortSignal): OpenAgent {
  // The corridors do not matter here: their intents are only checked against PARTIAL_TRUST_INTENT.
  const config = readConfig(env, [])
  if (!config.policyEnabled) return none('LLM_POLICY_ENABLED is not true')
  const path = config.policyPath === null ? null : resolve(cwd, config.policyPath)
  const policy = loadPolicy({ path, env })
  if (policy.kind === 'refused') {
    const [first] = policy.problems
    return none(`the LLM policy is refused: ${first === undefined ? '' : problemText(first)}`)
  }
  const llm = openLlm({ ...config, policy: policy.policy, env, clock: systemClock })
  const source = llm.source(taskId, config.profileId ?? config.policyProfile)
  const close = (): Promise<void> => llm.close()
  if (source.route === null)
    return { ...none(`the LLM policy has no route for "${taskId}"`), close }
  return { answer: agentAnswers({ source, signal, now: () => systemClock.monotonicMs() }), close }
}

function none(why: string): OpenAgent {
  return {
    answer: (_plan, tasks) =>
      Promise.resolve({ tasks, notes: [`no answers by the agent: ${why}`] }),
    close: () => Promise.resolve(),
  }
}
