/** A part of a corridor that was demoted alone, and how it stands since. */
export type PartStanding = {
  /** `KEY=WORD` of the corridor's closed lists. */
  readonly part: string
  /** Whether its decisions end at the baseline. */
  readonly closed: boolean
  /** ISO 8601 UTC: what it counted before does not count for it, nor for the whole. */
  readonly evidence_from: string
  /** ISO 8601 UTC, who and why of its last change. */
  readonly at: string
  readonly by: string
  readonly reason: string
}

/** The parts of a corridor that end at the baseline. */
export function closedParts(parts: readonly PartStanding[] = []): readonly string[] {
  return parts.filter(({ closed }) => closed).map(({ part }) => part)
}

/** How parts stand when one of them has changed; a part comes into the list when it is first demoted. */
export function withPart(
  parts: readonly PartStanding[] = [],
  changed: PartStanding,
): readonly PartStanding[] {
  const others = parts.filter(({ part }) => part !== changed.part)
  return [...others, changed].toSorted((a, b) => (a.part < b.part ? -1 : 1))
}
