import { defaultPlan, type Plan } from '@partial-trust/core'
import type { Random } from '@partial-trust/testing'
import { askClassifier } from './ask-classifier.js'
import { readLines } from './classifier/labelled-lines.js'
import { openClassifier } from './classifier/open-classifier.js'
import { intentRouting } from './intent-routing-corridor.js'
import type { Utterance } from './utterance.js'

const { training, heldOut } = readLines()
/** Trained the first time (some seconds), from then on read from `.partial-trust/`. */
const classifier = await openClassifier(training)

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
  for (let ordinal = 1; ; ordinal++) {
    const text = heldOut[Math.floor(random() * heldOut.length)]?.text ?? ''
    yield { id: `${run}-routing-${ordinal}`, text }
  }
}

/** What `partial-trust demo --corridor intent-routing` rolls out beside the household. */
export const demoGuest = {
  corridor: intentRouting({ ask: askClassifier(classifier), version: classifier.digest }),
  model: 'route_utterance asks a classifier trained here, in this process (no language model)',
  plan,
  commands,
} as const
