import { setTimeout as sleep } from 'node:timers/promises'
import { accept, defineCorridor } from '@partial-trust/core'
import type { CandidateSource, CorridorDefinition, ModelMeta } from '@partial-trust/core'

/** The drill's own corridor: it never touches one that decides about anything. */
export const drillIntent = 'kill_drill'

export type DrillCommand = { readonly id: string }
export type DrillDecision = { readonly by: 'baseline' | 'candidate' }

const summary = {
  intent: drillIntent,
  decision_type: 'drill',
  action_count: 1,
  entity_keys_count: 0,
}

/** A corridor whose candidates are always acceptable, so that only live control can stop them. */
export const drillCorridor: CorridorDefinition<DrillCommand, DrillDecision, true> = defineCorridor({
  intent: drillIntent,
  taskId: drillIntent,
  version: '1',
  intents: [drillIntent],
  decisionTypes: ['drill'],
  commandId: ({ id }: DrillCommand) => id,
  baseline: (): DrillDecision => ({ by: 'baseline' }),
  readBaseline: () => ({ executes: true, summary, entityKeys: [] }),
  permits: () => true,
  request: () => ({ system: '', prompt: '', schema: {} }),
  parse: () => ({ kind: 'parsed', candidate: true }),
  rules: [() => accept],
  readCandidate: () => ({
    summary: { ...summary, confidence: 1, confidence_bucket: 'high' },
    entityKeys: [],
  }),
  decide: (): DrillDecision => ({ by: 'candidate' }),
})

const route = {
  profile: 'drill',
  task_id: drillIntent,
  provider: 'simulated',
  model: 'always-right',
  fingerprint: '1',
}
const meta: ModelMeta = {
  profile: route.profile,
  task_id: route.task_id,
  provider: route.provider,
  model: route.model,
  escalated: false,
  attempts: 1,
  input_tokens: null,
  output_tokens: null,
}

/** A simulated model that takes `latencyMs`, so that some candidates are under way at the kill. */
export function drillSource(latencyMs: number): CandidateSource {
  return {
    route,
    async ask() {
      await sleep(latencyMs)
      return { kind: 'answered', value: true, meta }
    },
  }
}
