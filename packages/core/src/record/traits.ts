/**
 * A property of a corridor's decisions or candidates that its records carry: a boolean, a whole
 * number, or one word of a closed list. Nothing else can be declared, so no content gets through.
 */
export type Trait =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'word'; readonly words: readonly string[] }

export type TraitValue = boolean | number | string | null

/** Names of a corridor's own: `[a-z][a-z0-9_]{0,39}`. */
export const ownName = /^[a-z][a-z0-9_]{0,39}$/

/** What stands in the trait's place in a record: null for whatever is not of its kind. */
export function traitValue(trait: Trait, value: unknown): TraitValue {
  switch (trait.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
    case 'word':
      return typeof value === 'string' && trait.words.includes(value) ? value : null
  }
}

/** A trait as JSON text. Which words are on the corridor's list is the engine's to enforce; their shape is known. */
export function traitText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && wordShape.test(value) ? `"${value}"` : 'null'
}

export const wordShape = /^[\w.:-]{1,64}$/
