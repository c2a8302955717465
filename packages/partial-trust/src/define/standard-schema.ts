import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
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
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw new TypeError('the schema validates asynchronously; give one that answers at once')
  }
  if (result.issues === undefined) return { kind: 'valid', value: result.value }
  const problems = result.issues.map(({ message, path = [] }) => ({
    pointer: path.map((part) => `/${pointerPart(part)}`).join(''),
    message: wordsOf(message),
  }))
  return { kind: 'invalid', problems }
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

function pointerPart(part: PropertyKey | StandardSchemaV1.PathSegment): string {
  const key = typeof part === 'object' ? part.key : part
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Libraries may quote the value they refuse; what a caller hears must not repeat it. */
function wordsOf(message: string): string {
  return message.replaceAll(/"[^"]*"|'[^']*'/gu, '…').slice(0, 200)
}
