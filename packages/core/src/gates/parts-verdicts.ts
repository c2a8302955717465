import { detectorAlpha } from './detector-budget.js'
import { judgeStage } from './judge-stage.js'
import type { Plan } from './plan.js'
import { spentAt } from './spending.js'
import type { StageEvidence } from './stage-evidence.js'
import type { GateVerdict, StageVerdict } from './verdict.js'

/** One part of a corridor's decisions, e.g. those in one language, with the evidence of it alone. */
export type Part = { readonly name: string; readonly evidence: StageEvidence }

export type PartVerdict = {
  readonly name: string
  /** In order of first appearance, from 1: the later, the less it may err. */
  readonly place: number
  readonly verdict: StageVerdict
}

export type PartsVerdicts = {
  /** In order of first appearance. */
  readonly parts: readonly PartVerdict[]
  /** Parts that fail although the whole does not: each to be demoted alone. */
  readonly masked: readonly string[]
}

/**
 * Judges every part by itself. The j-th to appear spends alpha / (j (j + 1)) of each of the plan's errors, so that
 * the chance of ever failing any healthy part is at most the plan's, however many there will be (GATES 6).
 *
 * @param whole The verdict on all of them together; null: not judged.
 * @throws {RangeError} when the plan has no stage of that name.
 */
export function partsVerdicts(
  plan: Plan,
  stage: string,
  parts: readonly Part[],
  whole: GateVerdict | null,
  decidedAt: string,
): PartsVerdicts {
  const judged = parts
    .toSorted((a, b) => appeared(a) - appeared(b) || (a.name < b.name ? -1 : 1))
    .map(({ name, evidence }, index) => ({
      name,
      place: index + 1,
      verdict: judgeStage(planAt(plan, index + 1), stage, evidence, decidedAt),
    }))
  const failing = judged.filter(({ verdict }) => verdict.verdict === 'NO_GO')
  return { parts: judged, masked: whole === 'NO_GO' ? [] : failing.map(({ name }) => name) }
}

/** The plan with what the part at `place` may spend of its errors. */
function planAt(plan: Plan, place: number): Plan {
  const { alpha } = plan
  return {
    ...plan,
    alpha: {
      ...alpha,
      rollback: spentAt(alpha.rollback, place),
      detector: spentAt(detectorAlpha(plan), place),
      go: spentAt(alpha.go, place),
    },
  }
}

function appeared({ evidence }: Part): number {
  return evidence.firstMs ?? Infinity
}
