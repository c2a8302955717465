import { accept, defineCorridor, openCorridor } from '@partial-trust/core'
import type {
  CandidateSource,
  Corridor,
  CorridorSettings,
  ModelMeta,
  RiskRecord,
} from '@partial-trust/core'
import { randomIds } from '../../packages/engine/dist/edge/random-ids.js'
import { systemClock } from '../../packages/engine/dist/edge/system-clock.js'

/** A corridor whose own functions cost next to nothing, so that the engine's cost is what is seen. */
export type PlainCommand = { readonly id: string }
export type PlainDecision = { readonly kind: 'baseline' | 'candidate' }

const baseline: PlainDecision = { kind: 'baseline' }
const improved: PlainDecision = { kind: 'candidate' }
const reading = {
  executes: true,
  entityKeys: [],
  summary: {
    intent: 'plain',
    decision_type: 'act',
    action_count: 1,
    entity_keys_count: 0,
  },
}
const candidateReading = {
  entityKeys: [],
  summary: {
    ...reading.summary,
    confidence: null,
    confidence_bucket: 'missing' as const,
  },
}
const request = { system: 'system', prompt: 'prompt', schema: {} }
const parsed = { kind: 'parsed', candidate: {} } as const

const definition = defineCorridor<PlainCommand, PlainDecision, object>({
  intent: 'plain',
  taskId: 'plain',
  intents: ['plain'],
  decisionTypes: ['act'],
  version: '1',
  commandId: ({ id }) => id,
  baseline: () => baseline,
  readBaseline: () => reading,
  permits: () => true,
  request: () => request,
  parse: () => parsed,
  rules: [() => accept],
  readCandidate: () => candidateReading,
  decide: () => improved,
})

const meta: ModelMeta = {
  profile: 'partial_trust',
  task_id: 'plain',
  escalated: false,
  provider: 'bench',
  model: 'instant',
  attempts: 1,
  input_tokens: 100,
  output_tokens: 20,
}

/** Answers at once, in the same turn of the event loop. */
export const instantSource: CandidateSource = {
  route: {
    profile: 'partial_trust',
    task_id: 'plain',
    provider: 'bench',
    model: 'instant',
    fingerprint: 'f',
  },
  ask: () => Promise.resolve({ kind: 'answered', value: {}, meta }),
}

/** Open to candidates, of which the draw takes none. */
export const unsampledSettings: CorridorSettings = {
  enabled: true,
  valid: true,
  allowed: true,
  sampleRate: 0,
  sampleRateCeiling: 1,
  deadlineMs: 200,
  policyEnabled: true,
}

export function plainCorridor(
  settings: Partial<CorridorSettings>,
  record: (record: RiskRecord) => void,
): Corridor<PlainCommand, PlainDecision> {
  const ids = randomIds()
  return openCorridor(definition, {
    settings: { ...unsampledSettings, ...settings },
    source: instantSource,
    record,
    clock: systemClock,
    ids,
    instance: 'bench-000001',
  })
}
