import type { Fold, Horizon } from './evidence-store.js'

/**
 * How far tidying has come: what the present stage needs stays as it is, and is not gone through again by every
 * slice. A fold reaches further every few minutes, and pruning every hour, and is then another, so that what came
 * late is found.
 */
export class TidyProgress {
  #reached = new Map<string, number>()
  #pruned: string | null = null

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

  pruned(horizon: Horizon): void {
    this.#pruned = pruningOf(horizon)
  }
}

function nameOf(fold: Fold): string {
  return JSON.stringify(fold)
}

function pruningOf({ pruneBefore, keep }: Horizon): string {
  return JSON.stringify([pruneBefore, keep])
}
