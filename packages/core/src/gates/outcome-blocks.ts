import type { Counts } from '../metrics/index.js'
import type { OutcomeBlock } from './outcome-evidence.js'

/** What was reported of decisions later, by the arm that the draw assigned them to. */
export type OutcomeCounts = Pick<Counts, `${Arm}${'Outcomes' | 'Undone' | 'TakenBack'}`>

type Arm = 'candidate' | 'baseline'

/** Outcomes of decisions of one stretch of time. */
export type OutcomeWindow = { readonly startMs: number; readonly counts: OutcomeCounts }

const hourMs = 3_600_000

/**
 * One block an hour, once the hour is complete: the outcome test bets once on a block, and looking into
 * one that still grows would be betting again after each of its outcomes.
 *
 * @param untilMs Nothing can be added any more to what lies before.
 */
export function outcomeBlocks(
  windows: readonly OutcomeWindow[],
  untilMs: number,
): readonly OutcomeBlock[] {
  const byHour = Map.groupBy(windows, ({ startMs }) => Math.floor(startMs / hourMs))
  const candidate = arm('candidate')
  const baseline = arm('baseline')
  return [...byHour]
    .filter(([hour]) => (hour + 1) * hourMs <= untilMs)
    .toSorted(([a], [b]) => a - b)
    .map(([, hour]) => ({ candidate: candidate(hour), baseline: baseline(hour) }))
    .filter((block) => block.candidate.n + block.baseline.n > 0)
}

/**
 * One arm's hours, to be read in time order. What was confirmed in one hour and undone after all in another counts
 * as undone there; what a label takes back counts against the hour of the label, and against the next ones
 * where that has too few.
 */
function arm(name: Arm): (hour: readonly OutcomeWindow[]) => OutcomeBlock['candidate'] {
  let owed = 0
  return (hour) => {
    const undone = total(hour, `${name}Undone`)
    owed += total(hour, `${name}TakenBack`)
    const back = Math.min(undone, owed)
    owed -= back
    return { undone: undone - back, n: Math.max(undone - back, total(hour, `${name}Outcomes`)) }
  }
}

function total(windows: readonly OutcomeWindow[], counter: keyof OutcomeCounts): number {
  return windows.reduce((sum, { counts }) => sum + counts[counter], 0)
}
