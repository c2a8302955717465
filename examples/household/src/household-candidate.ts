import type { Parsed } from '@partial-trust/core'

export const candidateIntents = ['add_shopping_item', 'create_task', 'other'] as const
type CandidateIntent = (typeof candidateIntents)[number]

export const maxItems = 20
/** Code points of an item's name, after trimming. */
export const maxNameLength = 120

/**
 * A model's proposal whose outline was checked. What its items and its confidence hold is still
 * unjudged: that is the acceptance rules' business, because their answers have reason codes of
 * their own (`invalid_schema`, `invalid_item_name`, `list_id_unknown`, `low_confidence`).
 */
export type HouseholdCandidate = {
  readonly intent: CandidateIntent
  /** 1 to 20. */
  readonly items: readonly CandidateItem[]
  readonly confidence: unknown
}

/** An item's own keys and values, read once. */
export type CandidateItem = ReadonlyMap<string, unknown>

const topLevelKeys: ReadonlySet<PropertyKey> = new Set(['intent', 'items', 'confidence'])

/** Checks the outline of an untrusted JSON value; everything it keeps is a copy. Never throws. */
export function parseCandidate(value: unknown): Parsed<HouseholdCandidate> {
  try {
    return parseOutline(value)
  } catch {
    return unparsable('the answer cannot be read') // a getter or a proxy, never JSON
  }
}

function parseOutline(value: unknown): Parsed<HouseholdCandidate> {
  if (!isRecord(value)) return unparsable('the answer must be a JSON object')
  const own = entriesOf(value)
  for (const key of own.keys()) {
    if (!topLevelKeys.has(key)) {
      return unparsable('the answer may hold only the keys intent, items and confidence')
    }
  }
  const intent = candidateIntents.find((known) => known === own.get('intent'))
  if (intent === undefined) {
    return unparsable(`/intent must be one of ${candidateIntents.join(', ')}`)
  }
  const listed = own.get('items')
  if (!Array.isArray(listed) || listed.length < 1 || listed.length > maxItems) {
    return unparsable(`/items must be an array of 1 to ${maxItems} items`)
  }
  const items: CandidateItem[] = []
  for (const item of listed as readonly unknown[]) {
    if (!isRecord(item)) return unparsable('every one of /items must be an object with a name')
    items.push(entriesOf(item))
  }
  return { kind: 'parsed', candidate: { intent, items, confidence: own.get('confidence') } }
}

function unparsable(problems: string): { readonly kind: 'unparsable'; readonly problems: string } {
  return { kind: 'unparsable', problems }
}

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own keys only, `__proto__` and symbols among them, so that no key escapes the check. */
function entriesOf(value: Readonly<Record<PropertyKey, unknown>>): Map<string, unknown> {
  return new Map(Reflect.ownKeys(value).map((key) => [String(key), value[key]]))
}
