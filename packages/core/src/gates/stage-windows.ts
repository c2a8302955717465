import { bucketMs, isSealed, sealedUntilMs, type Cell, type Metrics } from '../metrics/index.js'
import type { EvidenceQuestion } from './evidence-question.js'
import { placeOfBuckets } from './fold-width.js'
import { belongsTo, sealingOf } from './judged-cells.js'
import type { KnownWindows } from './known-windows.js'
import type { PlanStage } from './plan.js'
import type { WindowDigest } from './window-digest.js'

/** A stage's cells, of all epochs. */
export type StageCells = {
  /** Nothing can be added to these any more. */
  readonly sealed: readonly Cell[]
  readonly open: readonly Cell[]
}

export function stageCells(
  metrics: Metrics,
  stage: PlanStage,
  question: EvidenceQuestion,
): StageCells {
  const sealing = sealingOf(question)
  const [sealed, open]: [Cell[], Cell[]] = [[], []]
  for (const cell of metrics.cells.values()) {
    if (!belongsTo(cell.key, stage, question.corridor)) continue
    const list = isSealed(cell.key.bucket, sealing) ? sealed : open
    list.push(cell)
  }
  return { sealed, open }
}

export type WindowsQuestion = {
  readonly question: EvidenceQuestion
  /** Whose gates count. */
  readonly stage: PlanStage
  readonly known: KnownWindows
}

/** What each window of an epoch's sealed cells comes to, in time order. */
export function epochWindows(
  sealed: readonly Cell[],
  epoch: string | null,
  { question, stage, known }: WindowsQuestion,
): readonly WindowDigest[] {
  const placeOf = placeOfBuckets(question.plan, sealedUntilMs(sealingOf(question)))
  const placed = (cell: Cell): number => placeOf(cell.key.bucket ?? 0)
  const cells = sealed
    .filter(({ key }) => key.bucket !== null && key.epoch === epoch)
    .toSorted((a, b) => placed(a) - placed(b))
  const windows: WindowDigest[] = []
  for (let from = 0, to = 0; from < cells.length; from = to) {
    const place = placedAt(from)
    while (to < cells.length && placedAt(to) === place) to++
    windows.push(known.digest(place * bucketMs, cells.slice(from, to), stage))
  }
  return windows

  function placedAt(index: number): number {
    const cell = cells[index]
    return cell === undefined ? Number.NaN : placed(cell)
  }
}
