import { KnownWindows } from '@partial-trust/core'
import type { Metrics, Plan } from '@partial-trust/core'
import type { ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import type { Counts } from './desk.js'
import type { EvidenceStore } from './evidence-store.js'
import { epochInForce, epochsSeen, isEpochServed } from './epoch-in-force.js'
import { failingPart } from './judge-parts.js'
import { judgeRollout, planInForce } from './judge-rollout.js'
import type { RolloutVerdict } from './judge-rollout.js'
import { rolloutStep } from './rollout-step.js'
import type { RolloutStep } from './rollout-step.js'

/** What a judge reads beside the counts. */
export type JudgeStores = {
  readonly store: Pick<ControlStore, 'plan'>
  readonly evidence: Pick<EvidenceStore, 'processes'>
}

/** A verdict on a rollout, and what follows from it. */
export type Judged = {
  readonly verdict: RolloutVerdict
  readonly sampled: number
  /** Days between the stage's first and last record. */
  readonly days: number
  /** What the controller would do now. */
  readonly step: RolloutStep
}

/**
 * A verdict holds for as long as judging all corridors took, so many times: then judging takes a seventh of its
 * thread's time at most, however many ask, and whoever steers comes round in time to judge most of them anew.
 */
const restPerWork = 6
/** A verdict so young is told again, in ms: pages ask every five seconds, and whoever steers judges anew. */
const youngMs = 4000

/** Judges rollouts, and remembers for a moment what it said: a year's counts are not gone through for every page. */
export class RolloutJudge {
  readonly #store: Pick<ControlStore, 'plan'>
  readonly #evidence: Pick<EvidenceStore, 'processes'>
  readonly #counts: Counts
  readonly #monotonicMs: () => number
  readonly #plans = new Map<string, Plan>()
  readonly #said = new Map<string, Said>()
  readonly #known = new KnownWindows()

  constructor({ store, evidence }: JudgeStores, counts: Counts, monotonicMs: () => number) {
    this.#store = store
    this.#evidence = evidence
    this.#counts = counts
    this.#monotonicMs = monotonicMs
  }

  /**
   * On the counts as they were last read; null without a rollout, and where its plan cannot be read.
   *
   * @param anew Whether nothing that was said before will do.
   */
  async judge(state: CorridorState, nowMs: number, anew: boolean): Promise<Judged | null> {
    const plan = await this.#planOf(state)
    if (plan === null) return null
    const name = `${state.intent} ${state.version} ${state.audit?.hash}`
    const known = this.#said.get(state.intent)
    const beganMs = this.#monotonicMs()
    if (!anew && known?.name === name) {
      const holdsMs = known.tookMs + this.#holdsMs()
      if (isWithin(nowMs - known.nowMs, holdsMs)) return known.judged
    }
    const ofCorridor = this.#counts.of(state.intent)
    const epoch = await this.#epochOf(ofCorridor, state, nowMs)
    const judged = judgeOnce(state, plan, ofCorridor, this.#known, epoch, nowMs)
    this.#said.set(state.intent, { name, nowMs, tookMs: this.#monotonicMs() - beganMs, judged })
    return judged
  }

  #holdsMs(): number {
    let allTookMs = 0
    for (const { tookMs } of this.#said.values()) allTookMs += tookMs
    return Math.max(youngMs, restPerWork * allTookMs)
  }

  /** Processes are asked only where it hangs on them. */
  async #epochOf(counts: Metrics, state: CorridorState, nowMs: number): Promise<string | null> {
    const seen = epochsSeen(counts, state)
    const unserved = epochInForce(seen, state, false)
    if (unserved === epochInForce(seen, state, true)) return unserved
    const processes = await this.#evidence.processes()
    return epochInForce(seen, state, isEpochServed(processes, state, nowMs))
  }

  async #planOf(state: CorridorState): Promise<Plan | null> {
    const digest = state.rollout?.plan
    if (digest === undefined) return null
    const known = this.#plans.get(digest)
    if (known !== undefined) return known
    const plan = await planInForce(state, this.#store)
    if (plan !== null) this.#plans.set(digest, plan)
    return plan
  }
}

/** A clock that was set back makes no verdict young. */
function isWithin(ageMs: number, mostMs: number): boolean {
  return ageMs >= 0 && ageMs < mostMs
}

type Said = {
  readonly name: string
  /** The moment it was asked for, in ms since 1970. */
  readonly nowMs: number
  readonly tookMs: number
  readonly judged: Judged | null
}

function judgeOnce(
  state: CorridorState,
  plan: Plan,
  ofCorridor: Metrics,
  known: KnownWindows,
  epoch: string | null,
  nowMs: number,
): Judged | null {
  const judgement = judgeRollout(state, plan, ofCorridor, nowMs, known)
  if (judgement === null) return null
  const { verdict, evidence, days } = judgement
  const failing = failingPart(state, plan, ofCorridor, nowMs, verdict.verdict)
  const step = rolloutStep(state, plan, verdict, epoch, nowMs, failing)
  return { verdict, sampled: evidence.sampled, days, step }
}
