import type { StandingSummary } from './audit-entry.js'
import { canonicalJson } from './canonical-json.js'

/** A field of which the audit trail says one thing and the store another. */
export type Difference = {
  readonly intent: string
  readonly field: string
  readonly trail: unknown
  readonly store: unknown
}

type Fields = Readonly<Record<string, unknown>>

/** Whether an entry tells every field of the state it left; older versions left some out. */
export function coversState({ evidence_from: evidenceFrom }: StandingSummary): boolean {
  return evidenceFrom !== undefined
}

/**
 * The fields that two accounts of a corridor tell differently.
 *
 * @param whole Whether both tell every field, so that one that is missing is a difference too.
 */
export function differencesOf(
  intent: string,
  trail: Fields,
  store: Fields,
  whole: boolean,
): readonly Difference[] {
  return [...new Set([...Object.keys(trail), ...Object.keys(store)])]
    .filter((field) => whole || (trail[field] !== undefined && store[field] !== undefined))
    .filter((field) => !isSame(trail[field], store[field]))
    .map((field) => ({ intent, field, trail: trail[field], store: store[field] }))
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || canonicalJson(one) === canonicalJson(other)
}

/** A value as a message shows it. */
export function inWords(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = canonicalJson(value)
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}
