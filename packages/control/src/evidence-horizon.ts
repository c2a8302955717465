import { bucketMs } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { windowStart } from './cell-codec.js'
import type { CorridorState } from './control-state.js'
import type { Horizon } from './evidence-store.js'

const hourMs = 3_600_000
/**
 * Twice what whoever judges looks at bucket by bucket (`evidence-view.ts`): they have put it together
 * themselves by then, so a verdict does not change when the store does.
 */
const foldAfterMs = 2 * hourMs
/** How long pages show what no verdict needs any more. */
const keepMs = 35 * 24 * hourMs
/** A day longer than any process goes on trying to send what it counted. */
const cellsMs = 48 * hourMs

/**
 * What the store may put together or let go of. A verdict needs the present stage and the one before it;
 * where a corridor's plan cannot be read, all of it stays.
 *
 * @param planOf The plan of a corridor's rollout, null where it cannot be read.
 */
export function evidenceHorizon(
  states: Iterable<CorridorState>,
  planOf: (state: CorridorState) => Plan | null,
  nowMs: number,
): Horizon {
  const keep: string[] = []
  for (const state of states) {
    const { intent, rollout } = state
    if (rollout === null) continue
    const stages = planOf(state)?.stages.map(({ name }) => name) ?? []
    const place = stages.indexOf(rollout.stage)
    if (place < 0) keep.push(`${intent}/*`)
    else
      for (const name of stages.slice(Math.max(0, place - 1), place + 1))
        keep.push(`${intent}/${name}`)
  }
  return {
    foldBefore: windowStart(Math.floor((nowMs - foldAfterMs) / bucketMs)),
    pruneBefore: windowStart(Math.floor((nowMs - keepMs) / bucketMs)),
    keep,
    cellsBefore: new Date(nowMs - cellsMs).toISOString(),
  }
}
