import type { CorridorSummary } from '../api/views.js'
import { sentenceOf } from './sentence.js'

export const orderings = [
  { key: 'problems', name: 'Problems first' },
  { key: 'name', name: 'Name' },
  { key: 'rate', name: 'Largest share' },
  { key: 'failed', name: 'Most failed' },
] as const

export type Ordering = (typeof orderings)[number]['key']

/** In the order asked for; by name where that leaves a choice, so that rows stay where they are. */
export function sorted(
  corridors: readonly CorridorSummary[],
  ordering: Ordering,
): readonly CorridorSummary[] {
  // Ranked once each: what makes one urgent is a sentence, and each is compared several times.
  return corridors
    .map((corridor) => ({ corridor, rank: rankOf(corridor, ordering) }))
    .toSorted((a, b) => a.rank - b.rank || (a.corridor.intent < b.corridor.intent ? -1 : 1))
    .map(({ corridor }) => corridor)
}

function rankOf(corridor: CorridorSummary, ordering: Ordering): number {
  switch (ordering) {
    case 'problems':
      return sentenceOf(corridor).urgency
    case 'name':
      return 0
    case 'rate':
      return -corridor.effective_rate
    case 'failed':
      return corridor.day.attempts === 0 ? 0 : -corridor.day.errors / corridor.day.attempts
  }
}
