import type { Cell } from '../metrics/index.js'
import { gateCounters } from './count-gates.js'
import type { PlanStage } from './plan.js'
import { windowDigest, type WindowDigest } from './window-digest.js'

type Known = {
  readonly cells: readonly Cell[]
  readonly stage: PlanStage
  readonly digest: WindowDigest
}

/**
 * What windows came to when they were last gone through, for whoever judges the same counts again and again. A window
 * is known again by its very cells: what came late, was put together, or belongs to another store is other cells, so
 * nothing is ever declared outdated. Whoever hands the cells out must never change one, but put another in its place.
 */
export class KnownWindows {
  readonly #known = new WeakMap<Cell, Known>()

  /** {@link windowDigest} of what the stage's gates count. */
  digest(startMs: number, cells: readonly Cell[], stage: PlanStage): WindowDigest {
    const [first] = cells
    if (first === undefined) throw new RangeError('a window without a cell is none')
    const known = this.#known.get(first)
    if (known !== undefined && isSame(known, startMs, cells, stage)) return known.digest
    const digest = windowDigest(startMs, cells, gateCounters(stage))
    this.#known.set(first, { cells, stage, digest })
    return digest
  }
}

function isSame(known: Known, startMs: number, cells: readonly Cell[], stage: PlanStage): boolean {
  return (
    known.stage === stage &&
    known.digest.startMs === startMs &&
    known.cells.length === cells.length &&
    cells.every((cell, index) => cell === known.cells[index])
  )
}
