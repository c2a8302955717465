import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { atOnce } from '@partial-trust/core'
import type { Parsed } from '@partial-trust/core'
import type { CommandProblem, JsonSchema } from '@partial-trust/engine'

/** A schema of any library that speaks Standard Schema: zod, valibot, arktype and others. */
export type Schema<Output> = StandardSchemaV1<unknown, Output>

type Checked<Output> =
  | { readonly kind: 'valid'; readonly value: Output }
  | { readonly kind: 'invalid'; readonly problems: readonly CommandProblem[] }

/**
 * Checks an untrusted value, at once.
 *
 * @throws {TypeError} when the schema answers with a promise: a decision has no time for that.
 */
export function check<Output>(schema: Schema<Output>, value: unknown): Checked<Output> {
  // A promise of whatever library would else read as an answer without issues: valid.
  const answer = atOnce(schema['~standard'].validate(value))
  if (typeof answer !== 'object' || answer === null || answer instanceof Promise) {
    throw new TypeError('the schema answered with no result')
  }
  if (answer.issues === undefined) return { kind: 'valid', value: answer.value }
  return {
    kind: 'invalid',
    problems: Array.from(answer.issues, (issue) => problemOf(issue, value)),
  }
}

/** What a library says of one issue, as far as it says anything: its words are as foreign as its code. */
function problemOf(issue: StandardSchemaV1.Issue, value: unknown): CommandProblem {
  const { message, path }: { readonly message?: unknown; readonly path?: unknown } = issue
  const parts: readonly unknown[] = Array.isArray(path) ? path : []
  const keys = parts.map(keyOf)
  return {
    pointer: keys.map((key) => `/${pointerPart(key)}`).join(''),
    message: typeof message === 'string' ? wordsOf(message, heldAt(value, keys)) : 'is not valid',
  }
}

function keyOf(part: unknown): PropertyKey {
  const key: unknown = typeof part === 'object' && part !== null ? Reflect.get(part, 'key') : part
  return typeof key === 'number' || typeof key === 'symbol' ? key : String(key)
}

function heldAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (held, key) => (typeof held === 'object' && held !== null ? Reflect.get(held, key) : undefined),
    value,
  )
}

/** What {@link check} says, in the engine's words; the problems go back to the model in a repair. */
export function parseWith<Output>(schema: Schema<Output>, value: unknown): Parsed<Output> {
  const checked = check(schema, value)
  if (checked.kind === 'valid') return { kind: 'parsed', candidate: checked.value }
  const problems = checked.problems.map(({ pointer, message }) => `${pointer} ${message}`)
  return { kind: 'unparsable', problems: problems.join('\n') }
}

/** The schema as JSON Schema 2020-12, where its library offers that (Standard JSON Schema); else null. */
export function jsonSchemaOf(
  schema: StandardSchemaV1 | undefined,
  side: 'input' | 'output',
): JsonSchema | null {
  if (schema === undefined || !offersJsonSchema(schema)) return null
  try {
    return schema['~standard'].jsonSchema[side]({ target: 'draft-2020-12' })
  } catch {
    return null // a schema with a part that JSON Schema cannot say
  }
}

function offersJsonSchema(
  schema: StandardSchemaV1,
): schema is StandardSchemaV1 & StandardJSONSchemaV1 {
  const standard: object = schema['~standard']
  return 'jsonSchema' in standard && typeof standard.jsonSchema === 'object'
}

function pointerPart(key: PropertyKey): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A shorter text is found in many a word. */
const fewestLetters = 4

/**
 * Libraries may quote the value they refuse; what a caller hears must not repeat it. Between the first
 * quotation mark of a kind and the last may stand a value that holds such marks itself.
 */
function wordsOf(message: string, held: unknown): string {
  const isText = typeof held === 'string' && held.length >= fewestLetters
  const bare = isText ? message.replaceAll(held, '…') : message
  return bare.replaceAll(/"[^]*"|'[^]*'|`[^]*`/gu, '…').slice(0, 200)
}
