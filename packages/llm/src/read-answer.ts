import type { Parsed } from '@partial-trust/core'

/** What a model's text turned out to be. `problems` go back to the model and nowhere else. */
export type ReadAnswer =
  | { readonly kind: 'candidate'; readonly value: unknown }
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'unusable'
      readonly failure: 'invalid_json' | 'schema_validation_failed'
      readonly problems: string
    }

/**
 * Reads a model's text as one JSON value of the corridor's shape. `JSON.parse` makes `__proto__` an
 * ordinary own key, which the corridor's own check then refuses; nothing is merged on the way.
 */
export function readAnswer(
  text: string,
  validate: (value: unknown) => Parsed<unknown>,
): ReadAnswer {
  if (text.trim() === '') return { kind: 'empty' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'unusable', failure: 'invalid_json', problems: 'it is not one JSON value' }
  }
  const parsed = validate(value)
  return parsed.kind === 'parsed'
    ? { kind: 'candidate', value }
    : { kind: 'unusable', failure: 'schema_validation_failed', problems: parsed.problems }
}
