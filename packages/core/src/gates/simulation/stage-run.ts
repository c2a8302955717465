import type { BucketCount } from '../bucket-count.js'
import { evidenceAbove, evidenceBelow, type Evidence } from '../evidence.js'
import { logLimit } from '../bounds.js'
import { decisionsToFalseAlarm, detectorBudget } from '../detector-budget.js'
import { judgeStage } from '../judge-stage.js'
import { jointEvidence } from '../joint-evidence.js'
import { gateKey, gateRate, type Plan, type PlanStage } from '../plan.js'
import {
  detectorLevel,
  observeBucket,
  quietDetector,
  type DetectorState,
} from '../regression-detector.js'
import { goAlpha } from '../spending.js'
import { acceptanceKey, noEvidence, totalOf, type StageReference } from '../stage-evidence.js'
import { sampledPerDay } from '../traffic.js'
import type { GateVerdict } from '../verdict.js'

const dayMs = 86_400_000

type Watched = {
  readonly key: string
  readonly evidence: Evidence
  readonly threshold: number
}

/**
 * One stage of a simulated rollout. The verdict is {@link judgeStage}'s own; cheap sums only tell when it
 * is worth asking, so that thousands of looks cost little.
 */
export class StageRun {
  readonly #plan: Plan
  readonly #stage: PlanStage
  readonly #reference: StageReference | null
  readonly #buckets = new Map<string, BucketCount[]>()
  readonly #sums = new Map<string, { s: number; n: number }>()
  readonly #detectors = new Map<string, DetectorState>()
  readonly #stops: readonly Watched[]
  readonly #proofs: readonly Watched[]
  #sampled = 0
  #first: number | null = null
  #last: number | null = null

  constructor(plan: Plan, stage: PlanStage, reference: StageReference | null) {
    this.#plan = plan
    this.#stage = stage
    this.#reference = reference
    this.#stops = stage.no_go.flatMap((gate) => watched(gate, evidenceAbove))
    this.#proofs = stage.go.flatMap((gate) => watched(gate, evidenceBelow))
  }

  get sampled(): number {
    return this.#sampled
  }

  /** What the next stage compares its acceptance with. */
  get reference(): StageReference {
    return { stage: this.#stage.name, metrics: this.#buckets }
  }

  observe(
    atMs: number,
    sampled: number,
    counts: ReadonlyMap<string, { s: number; n: number }>,
  ): void {
    if (sampled === 0) return
    this.#first ??= atMs
    this.#last = atMs
    this.#sampled += sampled
    for (const [key, { s, n }] of counts) {
      const list = this.#buckets.get(key) ?? []
      list.push({ startMs: atMs, s, n })
      this.#buckets.set(key, list)
      const sum = this.#sums.get(key) ?? { s: 0, n: 0 }
      sum.s += s
      sum.n += n
      this.#sums.set(key, sum)
    }
    for (const { key, threshold } of this.#stops) {
      const count = counts.get(key)
      if (count === undefined) continue
      const state = this.#detectors.get(`${key} ${threshold}`) ?? quietDetector
      this.#detectors.set(`${key} ${threshold}`, observeBucket(state, count, threshold))
    }
  }

  /** Whether asking could bring a NO_GO. */
  looksBad(): boolean {
    const seen = { sampled: this.#sampled, firstMs: this.#first, lastMs: this.#last }
    const perDay = sampledPerDay(this.#plan, this.#stage, seen)
    const alarm = Math.log(decisionsToFalseAlarm(detectorBudget(this.#plan, this.#stage), perDay))
    for (const state of this.#detectors.values()) if (detectorLevel(state) >= alarm) return true
    const named = this.#stops.map(({ key, evidence }) => {
      const { s, n } = this.#sums.get(key) ?? { s: 0, n: 0 }
      return { name: key, logE: evidence(s, n) }
    })
    return jointEvidence(named, this.#plan.alpha.rollback).fires
  }

  /** Whether asking could bring a GO. */
  looksGood(): boolean {
    if (this.#sampled < this.#stage.min_sampled || this.days() < this.#stage.min_days) return false
    const limit = logLimit(goAlpha(this.#plan))
    return this.#proofs.every(({ key, evidence }) => {
      const { s, n } = this.#sums.get(key) ?? { s: 0, n: 0 }
      return n > 0 && evidence(s, n) >= limit
    })
  }

  days(): number {
    return this.#first === null || this.#last === null ? 0 : (this.#last - this.#first) / dayMs
  }

  judge(): GateVerdict {
    const evidence = {
      ...noEvidence,
      metrics: this.#buckets,
      sampled: this.#sampled,
      firstMs: this.#first,
      lastMs: this.#last,
      reference: this.#reference,
    }
    return judgeStage(this.#plan, this.#stage.name, evidence, '').verdict
  }

  /** `s` of `n` accepted so far. */
  accepted(): { readonly s: number; readonly n: number } {
    return totalOf(this.#buckets.get(acceptanceKey) ?? [])
  }
}

function watched(
  gate: PlanStage['go'][number] | PlanStage['no_go'][number],
  evidence: (p0: number) => Evidence,
): Watched[] {
  const threshold = gateRate(gate)
  return threshold === null
    ? []
    : [{ key: gateKey(gate), evidence: evidence(threshold), threshold }]
}
