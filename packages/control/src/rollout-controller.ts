import type { Clock } from '@partial-trust/core'
import { bounded } from './bounded.js'
import type { ControlStore } from './control-store.js'
import type { CorridorState, Rollout } from './control-state.js'
import type { Desk } from './desk.js'
import { heldLead } from './held-lead.js'
import { judgeTask, tidyTask } from './desk-tasks.js'
import type { RolloutVerdict } from './judge-rollout.js'
import { isSameWord } from './verdict-standing.js'

export type RolloutControllerOptions = {
  readonly store: ControlStore
  /** Where it is judged. */
  readonly desk: Desk
  readonly clock: Clock
  /** Whether whoever leads keeps the counts tidy. Default false. */
  readonly tidies?: boolean
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
  /**
   * The verdict on a corridor's stage; null before the first look and without a rollout. Where the last look could
   * not judge it, a NO_GO still stands, and nothing else that was said before.
   */
  verdict(intent: string): RolloutVerdict | null
  /** Looks once, now. Rejects when the store is away; the loop goes on all the same. */
  look(): Promise<void>
  start(): void
  stop(): void
}

/** No wait of a look is longer: one that never ended would end all looks. */
const storeTimeoutMs = 5000
/** A look in which nothing was judged for so long is given up. */
const standstillMs = 3 * storeTimeoutMs
/** Most of the time that judging may take: a year's counts are not gone through without end. */
const mostBusy = 0.2

/**
 * Holds what all processes counted against the plan, again and again, and acts on it. Any number of
 * replicas may do so: a change is made on the version it was decided on, so none takes place twice.
 */
export function rolloutController(options: RolloutControllerOptions): RolloutController {
  const {
    store,
    desk,
    clock,
    tidies = false,
    by = 'rollout controller',
    everyMs = 2000,
    leads = async () => true,
  } = options
  const verdicts = new Map<string, RolloutVerdict>()
  /** Those that the last look could judge. */
  let judgedLast: ReadonlySet<string> = new Set()
  /** Whether the last look could judge. Who cannot does not lead: somebody else may be able to. */
  let able = true
  let judgingMs = 0
  let timer: unknown
  let running = false

  const soon = <Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> =>
    bounded(work, storeTimeoutMs, clock)
  const lead = heldLead(() => soon(() => leads()), clock)

  async function look(): Promise<void> {
    // Asked at every look, and not only when there is something to do: who leads is there to be seen.
    if (able) await lead.take()
    able = false
    const judged = new Set<string>()
    try {
      const { corridors } = await soon((signal) => store.read(signal))
      await judgeAll([...corridors.values()], judged)
    } finally {
      judgedLast = judged
      if (!able) lead.release()
    }
    // One slice a look. What cannot be tidied now is next time: nothing waits for it.
    if (!lead.held || !tidies) return
    await soon(() => desk.ask(tidyTask, { nowMs: clock.epochMs() })).catch(() => undefined)
  }

  /**
   * A corridor that cannot be judged keeps no other from it, unless nothing goes on at all.
   *
   * @param judged Those that could be are added to it.
   */
  async function judgeAll(states: readonly CorridorState[], judged: Set<string>): Promise<void> {
    judgingMs = 0
    const failures: unknown[] = []
    let workedMs = clock.monotonicMs()
    for (const state of states) {
      try {
        if (await judge(state)) judged.add(state.intent)
        workedMs = clock.monotonicMs()
      } catch (error) {
        failures.push(error)
        if (clock.monotonicMs() - workedMs >= standstillMs) break
      }
    }
    able = failures.length === 0 || judged.size > 0
    if (failures.length > 0) throw failures[0]
  }

  /** Whether there was a rollout to judge. */
  async function judge(state: CorridorState): Promise<boolean> {
    const { intent, version } = state
    const question = { state, nowMs: clock.epochMs(), staleMs: 0, anew: true }
    const beganMs = clock.monotonicMs()
    const judged = state.rollout === null ? null : await soon(() => desk.ask(judgeTask, question))
    judgingMs += clock.monotonicMs() - beganMs
    if (judged === null) {
      verdicts.delete(intent)
      if (state.rollout !== null) await withoutPlan(state, state.rollout)
      return false
    }
    const { verdict, step } = judged
    publish(intent, verdict)
    // A conflict means someone acted meanwhile; the next look judges what they left.
    if (step !== null && lead.held) {
      await soon(() =>
        store.change({ intent, ...step, by, person: null, expectedVersion: version }),
      )
    }
    return true
  }

  /**
   * Nobody can judge a rollout whose plan is gone, so it must not go on. One that is there and does not read may be of
   * a newer version: then somebody else may be able to.
   */
  async function withoutPlan({ intent, version }: CorridorState, rollout: Rollout): Promise<void> {
    if ((await soon(() => store.plan(rollout.plan))) !== null) {
      throw new Error(`the plan that ${intent} follows cannot be read`)
    }
    if (rollout.closed !== null || !lead.held) return
    const action = { kind: 'close', because: 'no_go', evidence: null } as const
    const reason = 'the plan that it follows is gone from the store: nobody can judge it'
    await soon(() =>
      store.change({ intent, action, reason, by, person: null, expectedVersion: version }),
    )
  }

  function publish(intent: string, verdict: RolloutVerdict): void {
    const before = verdicts.get(intent)
    verdicts.set(intent, verdict)
    if (before === undefined || !isSameWord(before, verdict)) options.onVerdict?.(intent, verdict)
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
    verdict(intent) {
      const said = verdicts.get(intent)
      const stands = said?.verdict === 'NO_GO' || judgedLast.has(intent)
      return said !== undefined && stands ? said : null
    },
    look,
    start() {
      running = true
      lead.start()
      look().then(schedule, schedule)
    },
    stop() {
      running = false
      lead.stop()
      clock.clearTimer(timer)
    },
  }
}
