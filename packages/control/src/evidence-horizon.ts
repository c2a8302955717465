import { bucketMs, foldWidth, hourBuckets, tuneWindowMs } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { windowStart } from './cell-codec.js'
import type { CorridorState } from './control-state.js'
import type { Fold, Horizon } from './evidence-store.js'

const hourMs = 3_600_000
/** What a plan's windows are usually made of: five minutes. */
const fewBuckets = 300_000 / bucketMs
/** Buckets, then minutes, then hours. A verdict reads what is older than an hour in windows of its plan anyway. */
const steps = [
  { width: fewBuckets, afterMs: 3 * hourMs },
  // When no process goes on sending what it counted.
  { width: hourBuckets, afterMs: 48 * hourMs },
] as const
/** How long pages show what no verdict needs any more. */
const keepMs = 35 * 24 * hourMs
/** A day longer than any process goes on trying to send what it counted. */
const cellsMs = 48 * hourMs

/**
 * What the store may put together or let go of. A verdict needs the present stage and the one before it;
 * where a corridor's plan cannot be read, all of it stays. What it needs is put together in windows that
 * divide those of its plan, and not where its evidence begins within one: no verdict changes by a digit.
 *
 * @param planOf The plan of a corridor's rollout, null where it cannot be read.
 */
export function evidenceHorizon(
  given: Iterable<CorridorState>,
  planOf: (state: CorridorState) => Plan | null,
  nowMs: number,
): Horizon {
  const states = [...given]
  const needed = states.flatMap((state) => needOf(state, planOf(state)))
  return {
    folds: steps.map(({ width, afterMs }) => foldTo(width, nowMs - afterMs, needed)),
    pruneBefore: windowStart(Math.floor((nowMs - keepMs) / bucketMs), hourBuckets),
    keep: needed.flatMap(({ places }) => places),
    cellsBefore: new Date(nowMs - cellsMs).toISOString(),
    outcomesSince: new Map(
      states.flatMap(({ intent, rollout }) =>
        rollout === null ? [] : [[intent, rollout.evidence_from] as const],
      ),
    ),
  }
}

/** What a verdict on one corridor may still need. */
type Need = {
  readonly intent: string
  readonly places: readonly string[]
  /** Null: unknown. */
  readonly plan: Plan | null
  /** Buckets in which evidence begins. */
  readonly begins: readonly number[]
}

function needOf({ intent, rollout }: CorridorState, plan: Plan | null): readonly Need[] {
  if (rollout === null) return []
  const moments = [rollout, ...(rollout.parts ?? [])].map(({ evidence_from: from }) => from)
  const begins = moments.map((moment) => Math.floor(Date.parse(moment) / bucketMs))
  const stages = plan?.stages.map(({ name }) => name) ?? []
  const place = stages.indexOf(rollout.stage)
  if (place < 0) return [{ intent, places: [`${intent}/*`], plan: null, begins }]
  const places = stages.slice(Math.max(0, place - 1), place + 1).map((name) => `${intent}/${name}`)
  return [{ intent, places, plan, begins }]
}

function foldTo(width: number, beforeMs: number, needed: readonly Need[]): Fold {
  return {
    before: windowStart(Math.floor(beforeMs / bucketMs), width),
    width,
    narrower: needed.flatMap(({ places, plan }) => {
      const least =
        plan === null ? Math.min(width, fewBuckets) : foldWidth(plan.bursts.window_minutes, width)
      return places.map((place) => ({ place, width: least }))
    }),
    tunedWidth: foldWidth(tuneWindowMs / 60_000, width),
    untouched: needed.flatMap(({ intent, begins }) =>
      begins.map((bucket) => `${intent}/${windowStart(bucket, width)}`),
    ),
  }
}
