import { partKeys, partWord } from '../record/index.js'
import type { Metrics } from '../metrics/index.js'
import { judgeParts } from './evidence-by-part.js'
import type { EvidenceQuestion } from './evidence-question.js'
import type { PartsVerdicts } from './parts-verdicts.js'
import type { GateVerdict } from './verdict.js'

/** A corridor by one of its closed lists, as printed with --json. */
export type PartsReport = PartsVerdicts & {
  /** The closed list. */
  readonly by: string
  readonly whole: GateVerdict
}

/** Decisions of which the list says nothing. */
const unnamed = '(none)'

/** {@link judgeParts} by a corridor's closed list; parts without a sampled decision are left out. */
export function partsReport(
  metrics: Metrics,
  question: EvidenceQuestion,
  by: string,
  whole: GateVerdict,
): PartsReport {
  const partOf = ({ part }: { readonly part?: string | null }): string =>
    partWord(part, by) ?? unnamed
  return { by, whole, ...judgeParts(metrics, question, partOf, whole) }
}

/** The closed lists that a corridor's decisions carry, by name. */
export function partKeysIn(metrics: Metrics, corridor: string | null): readonly string[] {
  const keys = new Set<string>()
  for (const { key } of metrics.cells.values()) {
    if (corridor !== null && key.corridor !== corridor) continue
    for (const name of partKeys(key.part)) keys.add(name)
  }
  return [...keys].toSorted()
}

/** What a report comes to: one failing part is enough for NO_GO, otherwise the whole counts. */
export function partsVerdict({ whole, parts }: PartsReport): GateVerdict {
  return parts.some(({ verdict }) => verdict.verdict === 'NO_GO') ? 'NO_GO' : whole
}
