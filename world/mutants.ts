import { judgeRollout } from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import type { MemoryMedium } from '@partial-trust/control/testing'
import type { Clock } from '@partial-trust/core'
import type { Variant } from './variant.ts'
import type { Invariant } from './witness.ts'

export type Mutant = {
  /** What was wrong before, in a sentence. */
  readonly was: string
  readonly variant: Variant
  /** The invariants of which at least one must say so. */
  readonly caughtBy: readonly Invariant[]
}

/** Faults that were seen and mended, each put back the way it was. The world must find them all. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'waking-unasked': {
    was: 'a process that was suspended for less than its lease accepts before it asks the store',
    variant: { gapMs: Number.POSITIVE_INFINITY },
    caughtBy: ['no accept after standing still before the store was asked'],
  },
  'slept-unseen': {
    was: 'the wall clock is looked at every few milliseconds only, so a machine that slept accepts on waking',
    variant: { clock: wallLookedAtEvery(20) },
    caughtBy: [
      'no accept after standing still before the store was asked',
      'no accept on control state older than the lease',
    ],
  },
  'orphaned-file': {
    was: 'a connection goes on in files that were deleted or replaced under it',
    variant: { connection: (medium) => medium.held() },
    caughtBy: ['no accept after a kill and its bound', 'whoever can read the store follows it'],
  },
  'verdict-of-the-log': {
    was: 'a promotion rests on everything ever counted at the stage, not on its present entry',
    variant: {
      verdict(_verdict, state, plan, { counts }, nowMs) {
        if (state.rollout === null) return null
        const rollout = { ...state.rollout, evidence_from: new Date(0).toISOString() }
        return (
          judgeRollout({ ...state, rollout }, plan, counts.of(state.intent), nowMs)?.verdict ?? null
        )
      },
    },
    caughtBy: ['no promotion without GO of this entry'],
  },
  'lost-update': {
    was: 'a change carries the version of the moment it is sent, so two people promote twice',
    variant: { versionAt: 'sent' },
    caughtBy: ['one effect per change'],
  },
  'lead-by-session': {
    was: 'the lead is a lock of a database session, and a pooler hands out another session each time',
    variant: { control: ledBySession },
    caughtBy: ['one leads at a time', 'a stage that the gates refuse is closed'],
  },
  'saved-unheard': {
    was: 'counts are let go of when they were sent, not when the store has them',
    variant: {
      async save(send) {
        send().catch(() => undefined)
      },
    },
    caughtBy: ['nothing lost that was acknowledged'],
  },
  'counts-added': {
    was: 'the store adds a batch to what it holds, so one that is sent again counts again',
    variant: { control: addingUp },
    caughtBy: ['nothing counted twice'],
  },
}

function wallLookedAtEvery(ms: number): (clock: Clock) => Clock {
  return (clock) => {
    let lookedMs = Number.NEGATIVE_INFINITY
    let aheadMs = 0
    return {
      monotonicMs: () => clock.monotonicMs(),
      setTimer: (run, delayMs) => clock.setTimer(run, delayMs),
      clearTimer: (handle) => clock.clearTimer(handle),
      epochMs() {
        const nowMs = clock.monotonicMs()
        if (nowMs - lookedMs >= ms) {
          lookedMs = nowMs
          aheadMs = clock.epochMs() - nowMs
        }
        return nowMs + aheadMs
      },
    }
  }
}

const sessions = 3
type Pool = { next: number; holder: number | null }
const pools = new WeakMap<MemoryMedium, Pool>()

function ledBySession(control: Control, medium: MemoryMedium): Control {
  const pool = pools.get(medium) ?? { next: 0, holder: null }
  pools.set(medium, pool)
  return {
    ...control,
    leadership: {
      async leads() {
        const session = pool.next++ % sessions
        pool.holder ??= session
        return pool.holder === session
      },
      leader: () => control.leadership.leader(),
      close: async () => {},
    },
  }
}

function addingUp(control: Control): Control {
  let batches = 0
  return {
    ...control,
    evidence: {
      ...control.evidence,
      save(cells) {
        batches += 1
        const anew = [...cells].map(({ key, vector }) => ({
          key: { ...key, instance: `${key.instance}.${batches}` },
          vector,
        }))
        return control.evidence.save(anew)
      },
    },
  }
}
