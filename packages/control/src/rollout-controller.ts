import type { Clock, Plan, StageVerdict } from '@partial-trust/core'
import { bounded } from './bounded.js'
import { planOf } from './control-plan.js'
import type { ControlStore } from './control-store.js'
import type { CorridorState } from './control-state.js'
import { EvidenceView } from './evidence-view.js'
import type { EvidenceStore } from './evidence-store.js'
import { rolloutStep } from './rollout-step.js'
import { latestEpoch, stageVerdict } from './stage-verdict.js'

export type RolloutControllerOptions = {
  readonly store: ControlStore
  readonly evidence: EvidenceStore
  readonly clock: Clock
  /** Whether this replica may act, and not only judge. Default: always. */
  readonly leads?: () => Promise<boolean>
  /** Goes into the audit trail. Default `rollout controller`. */
  readonly by?: string
  /** Pause between two looks, in ms. Default 2000. */
  readonly everyMs?: number
  /** Told of every verdict that differs from the one before. */
  readonly onVerdict?: (intent: string, verdict: StageVerdict) => void
}

export interface RolloutController {
  /** The last verdict on a corridor's stage; null before the first look and without a rollout. */
  verdict(intent: string): StageVerdict | null
  /** Looks once, now. Rejects when the store is away; the loop goes on all the same. */
  look(): Promise<void>
  start(): void
  stop(): void
}

const storeTimeoutMs = 10_000
/** Most of the process's time that judging may take: decisions run on the same thread. */
const mostBusy = 0.05

/**
 * Holds what all processes counted against the plan, again and again, and acts on it. Any number of
 * replicas may do so: a change is made on the version it was decided on, so none takes place twice.
 */
export function rolloutController(options: RolloutControllerOptions): RolloutController {
  const {
    store,
    evidence,
    clock,
    by = 'rollout controller',
    everyMs = 2000,
    leads = async () => true,
  } = options
  const metrics = new EvidenceView()
  const plans = new Map<string, Plan>()
  const verdicts = new Map<string, StageVerdict>()
  let upTo = 0
  let judgingMs = 0
  let timer: unknown
  let running = false

  async function look(): Promise<void> {
    const { corridors } = await bounded((signal) => store.read(signal), storeTimeoutMs, clock)
    const page = await bounded(() => evidence.evidence(upTo), storeTimeoutMs, clock)
    metrics.take(page.metrics, clock.epochMs())
    upTo = page.upTo
    judgingMs = 0
    for (const state of corridors.values()) await judge(state)
  }

  async function judge(state: CorridorState): Promise<void> {
    const { intent, version } = state
    const plan = await planFor(state)
    const nowMs = clock.epochMs()
    const beganMs = clock.monotonicMs()
    const verdict = plan === null ? null : stageVerdict(state, plan, metrics, nowMs)
    judgingMs += clock.monotonicMs() - beganMs
    if (plan === null || verdict === null) {
      verdicts.delete(intent)
      return
    }
    publish(intent, verdict)
    const step = rolloutStep(state, plan, verdict, latestEpoch(metrics, state), nowMs)
    if (step === null || !(await leads())) return
    // A conflict means someone acted meanwhile; the next look judges what they left.
    await store.change({ intent, ...step, by, expectedVersion: version })
  }

  function publish(intent: string, verdict: StageVerdict): void {
    const before = verdicts.get(intent)
    verdicts.set(intent, verdict)
    const same =
      before !== undefined && before.stage === verdict.stage && before.verdict === verdict.verdict
    if (!same) options.onVerdict?.(intent, verdict)
  }

  async function planFor({ rollout }: CorridorState): Promise<Plan | null> {
    if (rollout === null) return null
    const known = plans.get(rollout.plan)
    if (known !== undefined) return known
    const stored = await store.plan(rollout.plan)
    const plan = stored === null ? null : planOf(stored)
    if (plan !== null) plans.set(rollout.plan, plan)
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
