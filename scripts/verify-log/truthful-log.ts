import {
  accept,
  confidenceAtLeast,
  defineCorridor,
  openCorridor,
  riskLineWriter,
  type CandidateAnswer,
  type ControlView,
  type ModelMeta,
  type RiskRecord,
} from '@partial-trust/core'
import { createVirtualClock, seededRandom } from '@partial-trust/testing'

type Order = { readonly id: string; readonly intent: string; readonly may: boolean }
type Offer = { readonly intent: string; readonly confidence: number | null; readonly keys: number }

const meta: ModelMeta = {
  profile: 'p',
  task_id: 'pricing',
  escalated: false,
  provider: 'simulated',
  model: 'm',
  attempts: 1,
  input_tokens: 10,
  output_tokens: 5,
}
function summary(intent: string, keys: number) {
  return {
    intent,
    decision_type: 'priced',
    action_count: 1,
    entity_keys_count: keys,
  }
}
function bucketOf(confidence: number | null) {
  if (confidence === null) return 'missing'
  return confidence >= 0.8 ? 'high' : confidence >= 0.6 ? 'medium' : 'low'
}

const pricing = defineCorridor<Order, string, Offer>({
  intent: 'price_order',
  salt: '',
  taskId: 'pricing',
  intents: ['price_order', 'refuse_order', 'unclear'],
  decisionTypes: ['priced'],
  version: '1',
  commandId: (order) => order.id,
  baseline: () => 'rule',
  readBaseline: (_decision, order) => ({
    executes: order.intent !== 'unclear',
    entityKeys: ['price'],
    summary: summary(order.intent, 1),
  }),
  permits: (order) => order.may,
  request: (order) => ({ system: 's', prompt: order.id, schema: {} }),
  parse: (value) =>
    isOffer(value)
      ? { kind: 'parsed', candidate: value }
      : { kind: 'unparsable', problems: 'no offer' },
  rules: [confidenceAtLeast(0.6, (offer: Offer) => offer.confidence), () => accept],
  readCandidate: (offer) => ({
    entityKeys: offer.keys === 1 ? ['price'] : ['currency', 'price'],
    summary: {
      ...summary(offer.intent, offer.keys),
      confidence: offer.confidence,
      confidence_bucket: bucketOf(offer.confidence),
    },
  }),
  decide: () => 'model',
})

function isOffer(value: unknown): value is Offer {
  return typeof value === 'object' && value !== null && 'intent' in value
}

/**
 * A log as the real engine writes it, under virtual time: two processes, two stages, every course a
 * decision can take. Equal seeds give equal logs.
 */
export async function truthfulLog(seed: number, decisions = 1_200): Promise<string[]> {
  const lines: string[] = []
  for (const instance of ['first-process', 'second-process']) {
    const random = seededRandom('truthful-log', seed, instance)
    const toLine = riskLineWriter()
    const clock = createVirtualClock(Date.UTC(2026, 0, instance === 'first-process' ? 1 : 2))
    let view: ControlView = { kind: 'open', stage: 'canary', rate: 0.1, mode: 'live' }
    let ordinal = 0
    const closedListeners: (() => void)[] = []
    const write = (record: RiskRecord): void => void lines.push(toLine(record).trimEnd())
    const corridor = openCorridor(pricing, {
      settings: {
        enabled: true,
        valid: true,
        allowed: true,
        sampleRate: 1,
        sampleRateCeiling: 1,
        deadlineMs: 200,
        policyEnabled: true,
      },
      source: {
        route: { profile: 'p', task_id: 'pricing', provider: 's', model: 'm', fingerprint: 'f' },
        ask: (_request, { signal }) =>
          new Promise((resolve, reject) => {
            const after = 20 + Math.floor(random() * 150)
            const chance = random()
            if (chance < 0.06) return // hangs until the deadline
            clock.setTimer(() => {
              if (signal.aborted) return
              if (chance < 0.09) reject(new TypeError('broken source'))
              else resolve(answer(chance, random))
            }, after)
          }),
      },
      control: () => view,
      // The first process is told when a corridor closes; the second finds out when it next looks.
      ...(instance === 'first-process' && {
        onClosed: (listener: () => void) => void closedListeners.push(listener),
      }),
      record: write,
      limits: { concurrency: 3 },
      clock,
      ids: {
        decisionId: () => `d-${instance}-${++ordinal}`,
        traceId: () => `t-${instance}-${ordinal}`,
      },
      instance,
    })
    const under: Promise<unknown>[] = []
    for (let index = 0; index < decisions / 2; index += 1) {
      const before = view
      view = viewAt(index / (decisions / 2), random)
      if (view.kind === 'closed' && before.kind !== 'closed') {
        for (const listener of closedListeners) listener()
      }
      const intent = random() < 0.8 ? 'price_order' : random() < 0.5 ? 'refuse_order' : 'unclear'
      under.push(
        corridor.decide({ id: `${instance}-order-${index}`, intent, may: random() < 0.95 }),
      )
      clock.advance(1 + Math.floor(random() * 60))
      await Promise.resolve()
      await new Promise(setImmediate)
    }
    clock.advance(1_000)
    await Promise.all(under)
  }
  return lines
}

/** Canary, shadow, expanded, closed in between: a rollout in brief. */
function viewAt(progress: number, random: () => number): ControlView {
  if (progress > 0.45 && progress < 0.5)
    return { kind: 'closed', reason: 'killed', stage: 'canary' }
  if (progress > 0.9 && random() < 0.3) {
    return { kind: 'closed', reason: 'lease_expired', stage: 'expanded' }
  }
  if (progress < 0.1) return { kind: 'open', stage: 'shadow', rate: 0.2, mode: 'shadow' }
  return progress < 0.45
    ? { kind: 'open', stage: 'canary', rate: 0.2, mode: 'live' }
    : { kind: 'open', stage: 'expanded', rate: 0.5, mode: 'live' }
}

function answer(chance: number, random: () => number): CandidateAnswer {
  if (chance < 0.12) return { kind: 'failed', failure: 'llm_unavailable', meta }
  if (chance < 0.15) return { kind: 'failed', failure: 'invalid_json', meta }
  if (chance < 0.18) return { kind: 'answered', value: 'no offer', meta }
  const intent = chance < 0.22 ? 'refuse_order' : 'price_order'
  const confidence = random() < 0.2 ? null : Math.round(30 + random() * 70) / 100
  return { kind: 'answered', value: { intent, confidence, keys: random() < 0.9 ? 1 : 2 }, meta }
}
