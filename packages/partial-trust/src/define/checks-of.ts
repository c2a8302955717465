import type { StandardSchemaV1 } from '@standard-schema/spec'
import { jsonSchemaOf } from './standard-schema.js'

/**
 * What a schema checks beyond its JSON Schema, as text for the epoch: the source of its own functions
 * (`refine`, `check`, `transform`), and its whole shape where its library offers no JSON Schema. Read
 * from what zod and valibot show of themselves; null where there is nothing to add.
 */
export function checksOf(schema: StandardSchemaV1): string | null {
  if (!shownBy.includes(schema['~standard'].vendor)) return null
  const reading: Reading = { met: new Map(), functions: 0 }
  try {
    const text = textOf(schema, reading)
    return reading.functions === 0 && jsonSchemaOf(schema, 'input') !== null ? null : text
  } catch {
    return null // a schema with a getter that throws
  }
}

/** Libraries whose schemas are data. */
const shownBy: readonly string[] = ['zod', 'valibot']

type Reading = { readonly met: Map<object, number>; functions: number }

/** More than any schema that a model could answer to. */
const mostParts = 10_000

function textOf(value: unknown, reading: Reading): string {
  if (typeof value === 'function') {
    reading.functions++
    return Function.prototype.toString.call(value)
  }
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`
  if (value instanceof RegExp || value instanceof Date) return String(value)
  const before = reading.met.get(value)
  if (before !== undefined) return `again ${before}`
  if (reading.met.size >= mostParts) return 'more'
  reading.met.set(value, reading.met.size)
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one, reading)).join()}]`
  const members = membersOf(zodDefinition(value) ?? value)
  return `{${members.map(([key, member]) => `${key}: ${textOf(member, reading)}`).join()}}`
}

/** A zod schema keeps beside its definition what it made of it, down to its methods. */
function zodDefinition(value: object): object | null {
  const inner: unknown = Reflect.get(value, '_zod')
  const definition: unknown =
    typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'def') : null
  return typeof definition === 'object' ? definition : null
}

/** Valibot's own functions, and what zod makes anew at each look. */
const passedOver = /^(?:~.*|reference|defaultValue)$/

function membersOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.keys(value)
    .filter((key) => !passedOver.test(key))
    .toSorted()
    .map((key) => [key, Reflect.get(value, key)])
}
