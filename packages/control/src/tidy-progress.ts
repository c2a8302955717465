import type { Fold, Horizon } from './evidence-store.js'

/**
 * How far tidying has come: what the present stage needs stays as it is, and is not gone through again by every
 * slice. A fold reaches further every few minutes, and pruning every hour, and is then another, so that what came
 * late is found.
 */
export class TidyProgress {
  #reached = new Map<string, number>()
  #pruned: string | null = null
  #outcome: OutcomeName = first
  #outcomesOf: string | null = null

  /** Forgets what does not belong to this horizon. */
  begin({ folds }: Horizon): void {
    const names = new Set(folds.map(nameOf))
    this.#reached = new Map([...this.#reached].filter(([name]) => names.has(name)))
  }

  /** The bucket below which nothing is left to put together. */
  reached(fold: Fold): number {
    return this.#reached.get(nameOf(fold)) ?? 0
  }

  reach(fold: Fold, bucket: number): void {
    this.#reached.set(nameOf(fold), bucket)
  }

  isPruned(horizon: Horizon): boolean {
    return this.#pruned === pruningOf(horizon)
  }

  /** The outcome behind which there are some to look at; null where all were looked at. */
  outcome(horizon: Horizon): OutcomeName | null {
    return this.#outcomesOf === forgettingOf(horizon) ? null : this.#outcome
  }

  /** @param last The last that was looked at; null: there was none any more. */
  reachOutcome(last: OutcomeName | null, horizon: Horizon): void {
    this.#outcome = last ?? first
    if (last === null) this.#outcomesOf = forgettingOf(horizon)
  }

  pruned(horizon: Horizon): void {
    this.#pruned = pruningOf(horizon)
  }
}

export type OutcomeName = { readonly corridor: string; readonly id: string }

const first: OutcomeName = { corridor: '', id: '' }

function forgettingOf({ pruneBefore, outcomesSince }: Horizon): string {
  return JSON.stringify([pruneBefore, ...outcomesSince])
}

function nameOf(fold: Fold): string {
  return JSON.stringify(fold)
}

function pruningOf({ pruneBefore, keep }: Horizon): string {
  return JSON.stringify([pruneBefore, keep])
}
