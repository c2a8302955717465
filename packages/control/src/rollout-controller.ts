import type { Clock, Plan, StageVerdict } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import { evidenceHorizon } from './evidence-horizon.js'
import type { EvidenceStore } from './evidence-store.js'
import { epochInForce } from './epoch-in-force.js'
import type { FleetCounts } from './fleet-counts.js'
import { failingPart } from './judge-parts.js'
import { judgeRollout, planInForce } from './judge-rollout.js'
import type { RolloutVerdict } from './judge-rollout.js'
import { rolloutStep } from './rollout-step.js'

export type RolloutControllerOptions = {
  readonly store: ControlStore
  readonly counts: FleetCounts
  readonly clock: Clock
  /** Kept tidy by whoever leads; absent: as it is. */
  readonly evidence?: Pick<EvidenceStore, 'tidy'>
  /** Whether this replica may act, and not only judge. Default: always. */
  readonly leads?: () => Promise<boolean>
  /** Goes into the audit trail. Default `rollout controller`. */
  readonly by?: string
  /** Pause between two looks, in ms. Default 2000. */
  readonly everyMs?: number
  /** Told of every verdict that differs from the one before. */
  readonly onVerdict?: (intent: string, verdict: RolloutVerdict) => void
}

export interface RolloutController {
  /** The last verdict on a corridor's stage; null before the first look and without a rollout. */
  verdict(intent: string): StageVerdict | null
  /** Looks once, now. Rejects when the store is away; the loop goes on all the same. */
  look(): Promise<void>
  start(): void
  stop(): void
}

/** No wait of a look is longer: one that never ended would end all looks. */
const storeTimeoutMs = 5000
/** Most of the process's time that judging may take: decisions run on the same thread. */
const mostBusy = 0.05

/**
 * Holds what all processes counted against the plan, again and again, and acts on it. Any number of
 * replicas may do so: a change is made on the version it was decided on, so none takes place twice.
 */
export function rolloutController(options: RolloutControllerOptions): RolloutController {
  const {
    store,
    counts,
    clock,
    by = 'rollout controller',
    everyMs = 2000,
    leads = async () => true,
  } = options
  const plans = new Map<string, Plan>()
  const verdicts = new Map<string, StageVerdict>()
  let judgingMs = 0
  let timer: unknown
  let running = false

  const soon = <Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> =>
    bounded(work, storeTimeoutMs, clock)

  async function look(): Promise<void> {
    // Asked at every look, and not only when there is something to do: who leads is there to be seen.
    const leading = await soon(() => leads())
    const { corridors } = await soon((signal) => store.read(signal))
    await soon(() => counts.refresh())
    judgingMs = 0
    for (const state of corridors.values()) await judge(state, leading)
    if (leading) await tidyUp([...corridors.values()])
  }

  async function judge(state: CorridorState, leading: boolean): Promise<void> {
    const { intent, version } = state
    const plan = await planFor(state)
    const nowMs = clock.epochMs()
    const beganMs = clock.monotonicMs()
    const ofCorridor = counts.of(intent)
    const judgement = plan === null ? null : judgeRollout(state, plan, ofCorridor, nowMs)
    const failing =
      plan === null || judgement === null
        ? null
        : failingPart(state, plan, ofCorridor, nowMs, judgement.verdict.verdict)
    judgingMs += clock.monotonicMs() - beganMs
    if (plan === null || judgement === null) {
      verdicts.delete(intent)
      return
    }
    const { verdict } = judgement
    publish(intent, verdict)
    const step = rolloutStep(state, plan, verdict, epochInForce(ofCorridor, state), nowMs, failing)
    if (step === null || !leading) return
    // A conflict means someone acted meanwhile; the next look judges what they left.
    await soon(() => store.change({ intent, ...step, by, expectedVersion: version }))
  }

  function knownPlan({ rollout }: CorridorState): Plan | null {
    return rollout === null ? null : (plans.get(rollout.plan) ?? null)
  }

  /** One slice a look. What cannot be tidied now is next time: nothing waits for it. */
  async function tidyUp(states: readonly CorridorState[]): Promise<void> {
    const { evidence } = options
    if (evidence === undefined) return
    const horizon = evidenceHorizon(states, knownPlan, clock.epochMs())
    await soon(() => evidence.tidy(horizon)).catch(() => undefined)
  }

  function publish(intent: string, verdict: RolloutVerdict): void {
    const before = verdicts.get(intent)
    verdicts.set(intent, verdict)
    const same =
      before !== undefined && before.stage === verdict.stage && before.verdict === verdict.verdict
    if (!same) options.onVerdict?.(intent, verdict)
  }

  async function planFor(state: CorridorState): Promise<Plan | null> {
    const digest = state.rollout?.plan
    if (digest === undefined) return null
    const known = plans.get(digest)
    if (known !== undefined) return known
    const plan = await soon(() => planInForce(state, store))
    if (plan !== null) plans.set(digest, plan)
    return plan
  }

  function schedule(): void {
    if (!running) return
    timer = clock.setTimer(
      () => {
        look().then(schedule, schedule) // a store that is away is asked again; leases do the rest
      },
      Math.max(everyMs, judgingMs / mostBusy),
    )
  }

  return {
    verdict: (intent) => verdicts.get(intent) ?? null,
    look,
    start() {
      running = true
      look().then(schedule, schedule)
    },
    stop() {
      running = false
      clock.clearTimer(timer)
    },
  }
}
