import {
  gateKey,
  gateRate,
  isRateGate,
  type GoGate,
  type NoGoGate,
  type Plan,
  type PlanStage,
} from '../plan.js'
import { acceptanceKey, type StageReference } from '../stage-evidence.js'
import { rateAt, type Chance, type Scenario, type ScenarioMetric } from './scenario.js'
import { StageRun } from './stage-run.js'
import { binomial, poisson, sharedRate } from './variates.js'

export type RolloutQuestion = {
  readonly plan: Plan
  readonly scenario: Scenario
  readonly metric: ScenarioMetric
  readonly decisionsPerDay: number
  /** Minutes of a window: what fails together, and how often anybody looks for a NO_GO. */
  readonly windowMinutes: number
  /** Days after which a run is given up. */
  readonly longestDays: number
}

export type StagePassage = {
  readonly stage: string
  readonly fromDay: number
  readonly days: number
  readonly sampled: number
  readonly ended: 'GO' | 'NO_GO' | 'undecided'
  /** GO although the true rate then was at or above what GO promises to be below. */
  readonly wrongPromotion: boolean
  /** NO_GO although the true rate never exceeded what NO_GO tolerates. */
  readonly wrongStop: boolean
}

export type RolloutRun = {
  readonly passages: readonly StagePassage[]
  /** Sampled decisions with the scenario's event, in live stages. */
  readonly harmed: number
  /** From the first moment beyond a NO_GO threshold to the NO_GO; null where there was neither. */
  readonly delay: { readonly days: number; readonly sampled: number } | null
}

/** GO is looked for this often; a person would not look more. */
const goEveryDays = 0.25
const dayMs = 86_400_000
/** Share of the attempt errors that are timeouts. */
const timeoutShare = 0.5

/** One rollout from its first stage to its end, judged by the real gates. */
export function simulateRollout(question: RolloutQuestion, chance: Chance): RolloutRun {
  const { plan, scenario, metric, longestDays, windowMinutes } = question
  const windowMs = windowMinutes * 60_000
  const passages: StagePassage[] = []
  // Windows are counted, not added up: a start that rounds below its window's would fall into the one before.
  let [window, harmed] = [0, 0]
  let day = 0
  let reference: StageReference | null = null
  let delay: RolloutRun['delay'] = null
  for (const stage of plan.stages) {
    const run: StageRun = new StageRun(plan, stage, reference)
    const fromDay = day
    const limits = thresholds(stage, metric)
    let badSince: { day: number; sampled: number } | null = null
    let ended: StagePassage['ended'] = 'undecided'
    let [nextGo, nextStop] = [day, day]
    while (ended === 'undecided' && day < longestDays && day - fromDay <= stage.max_days) {
      const rate = rateAt(scenario, day)
      if (badSince === null && limits.noGo !== null && rate > limits.noGo) {
        badSince = { day, sampled: run.sampled }
      }
      const counts = windowCounts(question, stage, rate, chance)
      if (stage.mode === 'live') harmed += counts.events
      run.observe(window * windowMs, counts.sampled, counts.metrics)
      window += 1
      day = (window * windowMs) / dayMs
      if (day >= nextStop && counts.events > 0 && run.looksBad()) {
        if (run.judge() === 'NO_GO') ended = 'NO_GO'
        nextStop = day + 1 / 24
      } else if (day >= nextGo) {
        nextGo = day + goEveryDays
        if (run.looksGood() && run.judge() === 'GO') ended = 'GO'
      }
    }
    const now = rateAt(scenario, Math.max(0, ((window - 1) * windowMs) / dayMs))
    passages.push({
      stage: stage.name,
      fromDay,
      days: day - fromDay,
      sampled: run.sampled,
      ended,
      wrongPromotion: ended === 'GO' && limits.go !== null && now >= limits.go,
      wrongStop: ended === 'NO_GO' && badSince === null,
    })
    if (ended === 'NO_GO' && badSince !== null) {
      delay = { days: day - badSince.day, sampled: run.sampled - badSince.sampled }
    }
    if (ended !== 'GO') break
    reference = run.reference
  }
  return { passages, harmed, delay }
}

/** What GO promises and NO_GO tolerates of the scenario's metric. */
function thresholds(
  stage: PlanStage,
  metric: ScenarioMetric,
): { readonly go: number | null; readonly noGo: number | null } {
  const strictest = (gates: readonly Parameters<typeof gateRate>[0][]): number | null => {
    const rates = gates
      .filter((gate) => gateKey(gate) === metric)
      .map(gateRate)
      .filter((rate) => rate !== null)
    return rates.length === 0 ? null : Math.min(...rates)
  }
  return { go: strictest(stage.go), noGo: strictest(stage.no_go) }
}

/** What a window brings: every metric at its expected rate, the scenario's at its own. */
function windowCounts(
  { plan, scenario, metric, decisionsPerDay, windowMinutes }: RolloutQuestion,
  stage: PlanStage,
  rate: number,
  chance: Chance,
): {
  readonly sampled: number
  readonly events: number
  readonly metrics: ReadonlyMap<string, { s: number; n: number }>
} {
  const sampled = poisson((decisionsPerDay * stage.rate * windowMinutes) / 1440, chance)
  const here = scenario.kind === 'bursts' ? sharedRate(rate, scenario.correlation, chance) : rate
  const usual = plan.expect.event_rate
  const rateOf = (name: ScenarioMetric): number => (name === metric ? here : usual)
  const errors = binomial(sampled, rateOf('attempt_error'), chance)
  const late =
    metric === 'deadline_exceeded'
      ? binomial(sampled, here, chance)
      : binomial(errors, timeoutShare, chance)
  const compared = sampled - errors
  const intents = binomial(compared, rateOf('intent_mismatch'), chance)
  const entities = binomial(compared, rateOf('entity_key_mismatch'), chance)
  const metrics = new Map<string, { s: number; n: number }>([
    ['attempt_error', { s: errors, n: sampled }],
    ['deadline_exceeded', { s: late, n: sampled }],
    ['intent_mismatch', { s: intents, n: compared }],
    ['entity_key_mismatch', { s: entities, n: compared }],
    [acceptanceKey, { s: binomial(compared, acceptanceOf(plan), chance), n: sampled }],
  ])
  const others: readonly (GoGate | NoGoGate)[] = [...stage.go, ...stage.no_go]
  for (const name of [...others.filter(isRateGate).map((gate) => gate.metric), metric]) {
    if (metrics.has(name)) continue
    metrics.set(name, { s: binomial(compared, rateOf(name), chance), n: compared })
  }
  for (const gate of others) {
    const key = gateKey(gate)
    if (!metrics.has(key) && gate.metric === 'latency') {
      metrics.set(key, {
        s: Math.min(sampled, late + binomial(sampled - late, usual, chance)),
        n: sampled,
      })
    }
  }
  const events = metrics.get(metric)?.s ?? 0
  return { sampled, events, metrics }
}

/** Acceptance among the candidates that arrived, so that over all of them it is as expected. */
function acceptanceOf({ expect }: Plan): number {
  return Math.min(1, expect.acceptance / (1 - expect.event_rate))
}
