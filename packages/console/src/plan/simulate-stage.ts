import { evidenceAbove, evidenceBelow, gateRate, goAlpha, logLimit } from '@partial-trust/core'
import type { Evidence, GoGate, NoGoGate, Plan, PlanStage } from '@partial-trust/core'

/** What the viewer supposes. */
export type Supposition = {
  /** Decisions a day that reach the draw. */
  readonly decisionsPerDay: number
  /** True rates, 0 to 1. */
  readonly attemptError: number
  readonly intentMismatch: number
}

/** How many of the simulated rollouts of one stage ended how. */
export type StageForecast = {
  readonly runs: number
  readonly go: number
  readonly noGo: number
  /** Undecided when the plan calls for a person. */
  readonly waiting: number
  /** Half of the runs that got there did so within so many days; null where none did. */
  readonly daysToGo: number | null
  readonly daysToNoGo: number | null
  /** Mean number of failed or mismatched candidates until the run ended. */
  readonly bad: number
}

const looks = 48

type Judge = {
  readonly rate: (supposed: Supposition) => number
  readonly evidence: Evidence
  readonly limit: number
}

/**
 * Plays one stage many times over with the plan's own gates, looking at {@link looks} moments from its first minutes
 * to its last day. Gates on acceptance and outcomes are left out: they need a stage before or a later
 * report. Latency counts as passed.
 */
export async function simulateStage(
  plan: Plan,
  stage: PlanStage,
  supposed: Supposition,
  signal: AbortSignal,
  runs = 240,
): Promise<StageForecast | null> {
  const random = generator(1)
  const go = stage.go.flatMap((gate) => judge(gate, 'go', plan, 1))
  const sharing = stage.no_go.filter(({ metric }) => metric !== 'incident').length
  const noGo = stage.no_go.flatMap((gate) => judge(gate, 'no_go', plan, Math.max(1, sharing)))
  const perDay = supposed.decisionsPerDay * stage.rate
  const first = Math.min(stage.max_days / 2, 1 / 24, Math.max(stage.min_days / 2, 1 / 1440))
  const days = Array.from(
    { length: looks },
    (_, look) => first * (stage.max_days / first) ** (look / (looks - 1)),
  )
  const ended = { go: [] as number[], noGo: [] as number[], waiting: 0, bad: 0 }
  let pausedAt = performance.now()
  for (let run = 0; run < runs; run++) {
    const [kind, day, bad] = play()
    ended.bad += bad
    if (kind === 'waiting') ended.waiting++
    else ended[kind].push(day)
    if (performance.now() - pausedAt > 10) {
      await new Promise((resolve) => {
        setTimeout(resolve, 0)
      })
      if (signal.aborted) return null
      pausedAt = performance.now()
    }
  }
  return {
    runs,
    go: ended.go.length,
    noGo: ended.noGo.length,
    waiting: ended.waiting,
    daysToGo: median(ended.go),
    daysToNoGo: median(ended.noGo),
    bad: ended.bad / runs,
  }

  function play(): readonly ['go' | 'noGo' | 'waiting', number, number] {
    let n = 0
    let [errors, mismatches] = [0, 0]
    for (const day of days) {
      const more = Math.max(0, Math.round(perDay * day) - n)
      errors += binomial(more, supposed.attemptError, random)
      mismatches += binomial(more, supposed.intentMismatch, random)
      n += more
      const seen = (one: Judge): number =>
        one.rate(supposed) === supposed.attemptError ? errors : mismatches
      const reached = (one: Judge): boolean =>
        n > 0 && one.evidence(Math.min(n, seen(one)), n) >= one.limit
      if (noGo.some(reached)) return ['noGo', day, errors + mismatches]
      if (day >= stage.min_days && n >= stage.min_sampled && go.every(reached)) {
        return ['go', day, errors + mismatches]
      }
    }
    return ['waiting', stage.max_days, errors + mismatches]
  }
}

function judge(
  gate: GoGate | NoGoGate,
  side: 'go' | 'no_go',
  plan: Plan,
  sharing: number,
): readonly Judge[] {
  const threshold = gateRate(gate)
  if (threshold === null || (gate.metric !== 'attempt_error' && gate.metric !== 'intent_mismatch'))
    return []
  const metric = gate.metric
  return [
    {
      rate: (supposed) =>
        metric === 'attempt_error' ? supposed.attemptError : supposed.intentMismatch,
      evidence: side === 'go' ? evidenceBelow(threshold) : evidenceAbove(threshold),
      limit: logLimit(side === 'go' ? goAlpha(plan) : plan.alpha.rollback / sharing),
    },
  ]
}

/** Draws how many of `n` have the event; the normal law where it is as good as exact. */
function binomial(n: number, p: number, random: () => number): number {
  if (n === 0 || p === 0) return 0
  const spread = Math.sqrt(n * p * (1 - p))
  if (spread > 6) {
    const draw = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.min(n, Math.max(0, Math.round(n * p + spread * draw)))
  }
  // Waiting times between events: as many draws as events, not as decisions.
  let [events, at] = [0, 0]
  for (;;) {
    at += Math.floor(Math.log(1 - random()) / Math.log1p(-p)) + 1
    if (at > n) return events
    events++
  }
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

/** mulberry32: the same supposition gives the same forecast. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
