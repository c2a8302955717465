import type { Random } from '../seeded-random.js'
import { isObject } from './chat-protocol.js'
import type { SimulatedRequest } from './chat-protocol.js'

type Schema = Readonly<Record<string, unknown>>

type Answering = {
  /** The prompt in small letters: its words decide where the schema leaves a choice. */
  readonly words: string
  readonly random: Random
  readonly wrong: boolean
  /** Where `$ref` points into. */
  readonly root: Schema
}

/** Deeper is a schema that holds itself; what is left out there was optional, or there is no answer. */
const maxDepth = 12

/**
 * A value of the schema that was asked for: of the options that it leaves, the one that the prompt
 * names, and a number as a model that is fairly sure of itself would state it. When `wrong`, another
 * option and little confidence. Without a schema, a sentence.
 */
export function schemaAnswer(
  { schema, messages }: SimulatedRequest,
  random: Random,
  wrong: boolean,
): object | string {
  if (schema === null) return 'This is a simulated answer.'
  const words = messages.find(({ role }) => role === 'user')?.content.toLowerCase() ?? ''
  const value = valueOf(schema, { words, random, wrong, root: schema }, 0)
  return typeof value === 'object' && value !== null ? value : JSON.stringify(value ?? null)
}

function valueOf(given: unknown, answering: Answering, depth: number): unknown {
  const schema = resolved(given, answering.root, depth)
  if (schema === null || depth > maxDepth) return null
  if (Object.hasOwn(schema, 'const')) return schema['const']
  if (Array.isArray(schema['enum'])) return oneOf(schema['enum'], answering)
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) {
    const branches = schema[key]
    if (Array.isArray(branches)) return valueOf(branches[0], answering, depth + 1)
  }
  switch (typeIn(schema)) {
    case 'number':
      return numberIn(schema, answering)
    case 'integer':
      return integerIn(schema, answering.random)
    case 'boolean':
      return answering.random() < 0.5
    case 'null':
      return null
    case 'array':
      return arrayOf(schema, answering, depth)
    case 'object':
      return objectOf(schema, answering, depth)
    default:
      return textIn(schema, answering.words)
  }
}

/** The first type that is not null; an object where only its properties say so. */
function typeIn(schema: Schema): unknown {
  const { type } = schema
  if (Array.isArray(type)) return type.find((one) => one !== 'null') ?? 'null'
  return type ?? (isObject(schema['properties']) ? 'object' : undefined)
}

function objectOf(schema: Schema, answering: Answering, depth: number): object {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  // Optional parts of a schema that holds itself would never end.
  const wanted = Object.entries(properties).filter(
    ([key]) => depth < maxDepth / 2 || required.includes(key),
  )
  return Object.fromEntries(
    wanted.map(([key, inner]) => [key, valueOf(inner, answering, depth + 1)]),
  )
}

function arrayOf(schema: Schema, answering: Answering, depth: number): readonly unknown[] {
  const least = numberOr(schema['minItems'], 0)
  return Array.from({ length: Math.min(least, 20) }, () =>
    valueOf(schema['items'], answering, depth + 1),
  )
}

function numberIn(schema: Schema, { random, wrong }: Answering): number {
  const [least, most] = boundsIn(schema)
  const sure = wrong ? 0.2 : 0.55 + Math.round(random() ** 0.35 * 44) / 100
  return least === 0 && most === 1 ? sure : least + (most - least) * sure
}

function integerIn(schema: Schema, random: Random): number {
  const [least, most] = boundsIn({ maximum: 10, ...schema })
  return Math.min(Math.ceil(least) + Math.floor(random() * (most - least + 1)), Math.floor(most))
}

function boundsIn(schema: Schema): readonly [least: number, most: number] {
  const least = numberOr(schema['minimum'], numberOr(schema['exclusiveMinimum'], 0))
  const most = numberOr(schema['maximum'], numberOr(schema['exclusiveMaximum'], least + 1))
  return [least, Math.max(least, most)]
}

/** The prompt's first words, as long as the schema wants them. */
function textIn(schema: Schema, words: string): string {
  const least = numberOr(schema['minLength'], 0)
  const most = numberOr(schema['maxLength'], Infinity)
  const text = words.trim().split(/\s+/u).slice(0, 6).join(' ')
  return text.padEnd(Math.min(least, 10_000), '.').slice(0, most)
}

/** The value that the prompt names, else any; when wrong, any but the named one. */
function oneOf(values: readonly unknown[], { words, random, wrong }: Answering): unknown {
  const named = values.filter(
    (value) => typeof value === 'string' && words.includes(value.toLowerCase().slice(0, 5)),
  )
  const rest = values.filter((value) => !named.includes(value))
  const pool = wrong || named.length === 0 ? rest : named
  const from = pool.length > 0 ? pool : values
  return from[Math.floor(random() * from.length)]
}

/** Follows `#/…` references; null for what is no schema, or leads out of this one. */
function resolved(given: unknown, root: Schema, depth: number): Schema | null {
  if (!isObject(given)) return null
  const { $ref: reference } = given
  if (typeof reference !== 'string') return given
  if (!reference.startsWith('#') || depth > maxDepth) return null
  const steps = reference.split('/').slice(1)
  const target = steps.reduce<unknown>(
    (at, step) => (isObject(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  )
  return resolved(target, root, depth + 1)
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : otherwise
}
