/** One acceptance criterion and what came of holding the running system to it. */
export type Criterion = {
  readonly id: 'AC1' | 'AC2' | 'AC3' | 'AC4'
  readonly title: string
  readonly passed: boolean
  /** Situations that were run. */
  readonly cases: number
  /** Decisions that were made in them. */
  readonly decisions: number
  /** One sentence for each thing that was not as it must be; empty when passed. */
  readonly failures: readonly string[]
}

/** Most failures that a report lists; the rest is counted. */
const mostListed = 20

/** Closes a criterion: it passed when something was tried and nothing failed. */
export function criterion(
  id: Criterion['id'],
  title: string,
  { cases, decisions, failures }: Omit<Criterion, 'id' | 'title' | 'passed'>,
): Criterion {
  const listed = failures.slice(0, mostListed)
  const more = failures.length - listed.length
  return {
    id,
    title,
    passed: failures.length === 0 && cases > 0 && decisions > 0,
    cases,
    decisions,
    failures: more === 0 ? listed : [...listed, `and ${more} more`],
  }
}
