import { routes, type Utterance } from './utterance.js'

const id = { type: 'string', minLength: 1 } as const

/** JSON Schema 2020-12 of an utterance. */
export const utteranceSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'text'],
  properties: { id, text: { type: 'string' } },
} as const

/** JSON Schema 2020-12 of a routing. */
export const routingSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['id', 'route', 'traceId'],
  properties: { id, route: { enum: routes }, traceId: id },
} as const

type Checked =
  | { readonly kind: 'valid'; readonly command: Utterance }
  | {
      readonly kind: 'invalid'
      readonly problems: readonly { readonly pointer: string; readonly message: string }[]
    }

/** Checks an untrusted JSON value; the problem it names repeats nothing of the value. */
export function validateUtterance(value: unknown): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('', 'must be an object')
  }
  const fields = new Map<string, unknown>(Object.entries(value))
  const [named, text] = [fields.get('id'), fields.get('text')]
  if (typeof named !== 'string' || named === '') return invalid('/id', 'must be a text')
  if (typeof text !== 'string') return invalid('/text', 'must be a text')
  if (fields.size !== 2) return invalid('', 'has a key that the contract does not know')
  return { kind: 'valid', command: { id: named, text } }
}

function invalid(pointer: string, message: string): Checked {
  return { kind: 'invalid', problems: [{ pointer, message }] }
}
