import type { Cell, Cohort, Metrics } from '../metrics/index.js'
import { evidenceFromMetrics } from './evidence-from-metrics.js'
import type { EvidenceQuestion } from './evidence-question.js'
import { partsVerdicts, type Part, type PartsVerdicts } from './parts-verdicts.js'
import type { GateVerdict } from './verdict.js'

/**
 * The evidence of each part by itself, in no particular order; parts that were never asked about are left out.
 *
 * @param partOf Which part a cohort's decisions belong to; null: to none, and they are left out.
 * @throws {RangeError} when the plan has no such stage.
 */
export function evidenceByPart(
  metrics: Metrics,
  question: EvidenceQuestion,
  partOf: (cohort: Cohort) => string | null,
): readonly Part[] {
  const cells = new Map<string, Map<string, Cell>>()
  for (const [place, cell] of metrics.cells) {
    const name = partOf(cell.key)
    if (name === null) continue
    const ofPart = cells.get(name) ?? new Map<string, Cell>()
    cells.set(name, ofPart.set(place, cell))
  }
  const { spans = [], incidents: _all, ...asked } = question
  const parts = [...cells].map(([name, ofPart]) => ({
    name,
    evidence: evidenceFromMetrics(
      { cells: ofPart },
      { ...asked, spans: spans.filter(({ cohort }) => partOf(cohort) === name) },
    ),
  }))
  return parts.filter(({ evidence }) => evidence.sampled > 0)
}

/** {@link partsVerdicts} of what was counted, as of `question.nowMs`. */
export function judgeParts(
  metrics: Metrics,
  question: EvidenceQuestion,
  partOf: (cohort: Cohort) => string | null,
  whole: GateVerdict | null,
): PartsVerdicts {
  const { plan, stage, nowMs } = question
  const parts = evidenceByPart(metrics, question, partOf)
  return partsVerdicts(plan, stage, parts, whole, new Date(nowMs).toISOString())
}
