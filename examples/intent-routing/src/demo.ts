import { once } from 'node:events'
import { defaultPlan, type Plan } from '@partial-trust/core'
import { registerCorridor } from '@partial-trust/engine'
import type { Random } from '@partial-trust/testing'
import { readLines } from './classifier/labelled-lines.js'
import { openClassifier } from './classifier/open-classifier.js'
import { classifierEndpoint } from './endpoint/classifier-endpoint.js'
import { intentRoutingCorridor } from './intent-routing-corridor.js'
import type { Utterance } from './utterance.js'
import { routingSchema, utteranceSchema, validateUtterance } from './utterance-contract.js'

const secondsPerDay = 86_400

/**
 * The corridor's plan in fast motion, for a demo: minutes instead of days, so shares and thresholds are large and
 * a GO is proved over windows as short as counts are kept. `partial-trust.plan.yaml` is one in days.
 */
const plan: Plan = {
  ...defaultPlan,
  promote: 'auto',
  alpha: { ...defaultPlan.alpha, go: 0.2 },
  bursts: { ...defaultPlan.bursts, window_minutes: 1 / 6 },
  stages: [stage('canary', 0.2, 20), stage('expanded', 0.5, 30), stage('target', 1, 60)],
}

function stage(name: string, rate: number, minSeconds: number): Plan['stages'][number] {
  return {
    name,
    rate,
    mode: 'live',
    min_days: minSeconds / secondsPerDay,
    max_days: 1,
    min_sampled: 50,
    go: [
      { metric: 'attempt_error', below: 0.4, of: 'sampled' },
      { metric: 'disagreement', below: 0.25, of: 'sampled' },
    ],
    no_go: [
      { metric: 'attempt_error', above: 0.5, of: 'sampled' },
      { metric: 'disagreement', above: 0.3, of: 'sampled' },
      { metric: 'incident' },
    ],
  }
}

/** Draws held-out utterances for ever, each under a new id. */
function* commands(random: Random, run: string): Generator<Utterance, never> {
  const { heldOut } = readLines()
  for (let ordinal = 1; ; ordinal++) {
    const text = heldOut[Math.floor(random() * heldOut.length)]?.text ?? ''
    yield { id: `${run}-routing-${ordinal}`, text }
  }
}

/** Trains where needed and serves the classifier on a free port. */
async function serve() {
  const server = classifierEndpoint(await openClassifier(readLines().training))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** What `partial-trust demo --corridor intent-routing` rolls out beside the household. */
export const demoGuest = {
  corridor: registerCorridor({
    definition: intentRoutingCorridor,
    validate: validateUtterance,
    contracts: { command: utteranceSchema, decision: routingSchema },
  }),
  model: 'trained classifier (no language model)',
  serve,
  plan,
  commands,
} as const
