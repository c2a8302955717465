import { type AcceptanceRule, accept, confidenceAtLeast, refuse } from '@partial-trust/core'
import {
  type CandidateItem,
  type HouseholdCandidate,
  maxNameLength,
} from './household-candidate.js'
import type { HouseholdCommand } from './household-command.js'
import type { HouseholdDecision } from './household-decision.js'

type Rule = AcceptanceRule<HouseholdCommand, HouseholdDecision, HouseholdCandidate>

/** Least confidence with which a candidate is accepted, if it states one. */
export const leastConfidence = 0.6

/** Why these rules refuse, for whoever reads the records. */
export const householdReasons = {
  invalid_schema: {
    meaning: 'An item holds a key or a value that a shopping item cannot have.',
    action: "Compare with the candidate's definition; a rise means that the prompt drifted.",
  },
  invalid_item_name: {
    meaning: `The name of an item is empty or longer than ${maxNameLength} characters.`,
    action: 'None if rare; a rise means that the model copies whole sentences.',
  },
  list_id_unknown: {
    meaning: 'An item names a list that the command does not have.',
    action: 'None if rare; a rise means that the model invents lists.',
  },
} as const

const itemKeys: ReadonlySet<string> = new Set(['name', 'quantity', 'unit', 'list_id'])

/** Every item holds only the allowed keys, each with a non-blank text; a null list_id counts as none. */
export const itemsWellFormed: Rule = ({ candidate }) =>
  candidate.items.every(isWellFormed) ? accept : refuse('invalid_schema')

function isWellFormed(item: CandidateItem): boolean {
  if (!item.has('name')) return false
  for (const [key, value] of item) {
    if (!itemKeys.has(key)) return false
    if (key === 'list_id' && value === null) continue
    if (typeof value !== 'string' || value.trim() === '') return false
  }
  return true
}

export const namesShortEnough: Rule = ({ candidate }) =>
  candidate.items.every((item) => {
    const length = nameLength(item)
    return length >= 1 && length <= maxNameLength
  })
    ? accept
    : refuse('invalid_item_name')

/** Code points of an item's trimmed name; 0 where it has none. */
export function nameLength(item: CandidateItem): number {
  const name = item.get('name')
  if (typeof name !== 'string') return 0
  let length = 0
  for (const _ of name.trim()) length += 1
  return length
}

/** A list that is named is one of the command's. A command without lists has none to name. */
export const listsKnown: Rule = ({ candidate, command }) => {
  const lists = command.context.household.shopping_lists ?? []
  return candidate.items.every((item) => {
    const named = item.get('list_id') ?? undefined
    return named === undefined || lists.some((list) => list.list_id === named)
  })
    ? accept
    : refuse('list_id_unknown')
}

export const confidentEnough: Rule = confidenceAtLeast(
  leastConfidence,
  (candidate) => candidate.confidence,
)
