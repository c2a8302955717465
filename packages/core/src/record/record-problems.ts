import { fieldKinds } from './field-kinds.js'
import { objectShapes, recordShape, type Field, type Shape } from './record-shape.js'
import type { RiskRecord } from './risk-record.js'
import { ownName, traitText } from './traits.js'

/** What is wrong with a record; no text of the record is repeated, since a foreign one could be content. */
export type RecordProblem = { readonly about: 'keys' | 'values'; readonly says: string }

/** A record as the system this project implements wrote it: its keys end with `diff_summary`. */
export type SeedRecord = Pick<
  RiskRecord,
  {
    [Key in keyof typeof recordShape]: (typeof recordShape)[Key] extends { readonly seed: true }
      ? Key
      : never
  }[keyof typeof recordShape]
>

type Keyed = Readonly<Record<string, unknown>>

/** Whether a value is a record of this version, keys in order; the traits are the corridor's. */
export function isRiskRecord(value: Keyed): value is RiskRecord {
  return recordProblems(value, false).length === 0
}

export function isSeedRecord(value: Keyed): value is SeedRecord {
  return recordProblems(value, true).length === 0
}

/** Everything that keeps a value from being a record: keys first, then values. */
export function recordProblems(value: Keyed, isSeed: boolean): readonly RecordProblem[] {
  const shape: Shape = Object.fromEntries(
    Object.entries<Field>(recordShape).filter(([, field]) => !isSeed || field.seed === true),
  )
  const problems: RecordProblem[] = [...keyProblems(value, shape, null, '')]
  for (const [name, { last, traits }] of Object.entries(nestedShapes)) {
    const inner = value[name]
    if (isKeyed(inner)) problems.push(...keyProblems(inner, last, traits, `${name}.`))
  }
  return [...problems, ...valueProblems(value, shape, '')]
}

const nestedShapes: Readonly<
  Record<string, { readonly last: Shape; readonly traits: string | null }>
> = {
  model_meta: { last: objectShapes.model_meta, traits: null },
  baseline_summary: { last: objectShapes.baseline_summary, traits: 'entity_keys_count' },
  llm_summary: {
    last: { ...objectShapes.baseline_summary, ...objectShapes.llm_summary },
    traits: 'entity_keys_count',
  },
  diff_summary: { last: objectShapes.diff_summary, traits: null },
}

/** @param traitsAfter The key behind which a corridor's own traits stand; null: there are none. */
function keyProblems(
  value: Keyed,
  shape: Shape,
  traitsAfter: string | null,
  prefix: string,
): readonly RecordProblem[] {
  const found = Object.keys(value)
  const lacking = Object.entries(shape)
    .filter(([key, { optional }]) => optional !== true && !found.includes(key))
    .map(([key]) => `${prefix}${key}`)
  if (lacking.length > 0) return [problem('keys', `without ${lacking.join(', ')}`)]
  const own = found.filter((key) => !Object.hasOwn(shape, key))
  const foreign = traitsAfter === null ? own : own.filter((key) => !ownName.test(key))
  if (foreign.length > 0) {
    return [problem('keys', `${foreign.length} unknown key(s) in ${prefix || 'the record'}`)]
  }
  const due = Object.keys(shape)
    .filter((key) => found.includes(key))
    .flatMap((key) => (key === traitsAfter ? [key, ...own] : [key]))
  const wrong = found.findIndex((key, index) => key !== due[index])
  return wrong === -1
    ? []
    : [problem('keys', `${prefix}${due[wrong] ?? 'a key'} is not in its place`)]
}

function valueProblems(value: Keyed, shape: Shape, prefix: string): readonly RecordProblem[] {
  return Object.entries(value).flatMap(([key, held]) => {
    const field = shape[key]
    if (field === undefined) return prefix === '' ? [] : traitProblems(held, `${prefix}${key}`)
    if (held === null && field.nullable === true) return []
    if (field.kind !== 'object') {
      const { holds, says } = fieldKinds[field.kind]
      return holds(held) ? [] : [problem('values', `${prefix}${key}: ${says}`)]
    }
    const nested = nestedShapes[key]
    if (!isKeyed(held) || nested === undefined) return [problem('values', `${key}: not an object`)]
    return valueProblems(held, nested.last, `${key}.`)
  })
}

function traitProblems(held: unknown, path: string): readonly RecordProblem[] {
  const isTrait = held === null || traitText(held) !== 'null'
  return isTrait ? [] : [problem('values', `${path}: not a trait`)]
}

function problem(about: RecordProblem['about'], says: string): RecordProblem {
  return { about, says }
}

function isKeyed(value: unknown): value is Keyed {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
