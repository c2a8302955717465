import { accept } from '@partial-trust/core'
import type { CandidateSource, CorridorDefinition, CorridorSettings } from '@partial-trust/core'
import type { Random } from '@partial-trust/testing'
import type { Host } from './host.ts'

/** One has a rollout, the other follows the environment alone. */
export const managed = 'pay_back'
export const unmanaged = 'sort_mail'
export const intents = [managed, unmanaged] as const

type Request = { readonly id: string }
type Answer = { readonly by: 'baseline' | 'candidate' }

export const deadlineMs = 200

export const settings: CorridorSettings = {
  enabled: true,
  valid: true,
  allowed: true,
  sampleRate: 0.5,
  sampleRateCeiling: 1,
  deadlineMs,
  policyEnabled: true,
}

/** How the simulated model answers at the moment. */
export type ModelMood = { fails: number; hangs: number; slowestMs: number }

export const healthy: ModelMood = { fails: 0, hangs: 0, slowestMs: 120 }

/** A model behind one process's clock, so that its answers come late where the process stood still. */
export function modelOf(
  host: Host,
  mood: ModelMood,
  random: Random,
  version: string,
): CandidateSource {
  const meta = {
    profile: 'p',
    task_id: 't',
    escalated: false,
    provider: 'simulated',
    model: version,
    attempts: 1,
    input_tokens: 1,
    output_tokens: 1,
  }
  return {
    route: {
      profile: 'p',
      task_id: 't',
      provider: 'simulated',
      model: version,
      fingerprint: version,
    },
    ask: () =>
      new Promise((resolve) => {
        const drawn = random()
        const afterMs = 5 + random() * mood.slowestMs
        if (drawn < mood.hangs) return
        const failed = drawn < mood.hangs + mood.fails
        host.setTimer(
          () =>
            resolve(
              failed
                ? { kind: 'failed', failure: 'llm_error', meta }
                : { kind: 'answered', value: 'yes', meta },
            ),
          afterMs,
        )
      }),
  }
}

export function corridorOf(intent: string): CorridorDefinition<Request, Answer, string> {
  const summary = { intent, decision_type: 'answered', action_count: 1, entity_keys_count: 0 }
  return {
    intent,
    taskId: 't',
    intents: [intent],
    decisionTypes: ['answered'],
    version: '1',
    commandId: ({ id }) => id,
    baseline: () => ({ by: 'baseline' }),
    readBaseline: () => ({ executes: true, entityKeys: [], summary }),
    permits: () => true,
    request: ({ id }) => ({ system: 's', prompt: id, schema: {} }),
    parse: (value) =>
      typeof value === 'string'
        ? { kind: 'parsed', candidate: value }
        : { kind: 'unparsable', problems: 'no text' },
    rules: [() => accept],
    readCandidate: () => ({
      entityKeys: [],
      summary: { ...summary, confidence: null, confidence_bucket: 'missing' },
    }),
    decide: () => ({ by: 'candidate' }),
  }
}
