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
  const form = isSeed ? seedForm : recordForm
  const problems: RecordProblem[] = [...keyProblems(value, form, null, '')]
  for (const [name, { form: inner, traits }] of nestedForms) {
    const held = value[name]
    if (isKeyed(held)) problems.push(...keyProblems(held, inner, traits, `${name}.`))
  }
  addValueProblems(problems, value, form, '')
  return problems
}

/** A shape with what is asked of it for every record, which logs have by the million. */
type Form = {
  readonly fields: Shape
  readonly keys: readonly string[]
  readonly needed: readonly string[]
}

function formOf(fields: Shape): Form {
  const keys = Object.keys(fields)
  return { fields, keys, needed: keys.filter((key) => fields[key]?.optional !== true) }
}

const recordForm = formOf(recordShape)
const seedForm = formOf(
  Object.fromEntries(Object.entries<Field>(recordShape).filter(([, { seed }]) => seed === true)),
)
const nestedForms: ReadonlyMap<string, { readonly form: Form; readonly traits: string | null }> =
  new Map([
    ['model_meta', { form: formOf(objectShapes.model_meta), traits: null }],
    [
      'baseline_summary',
      { form: formOf(objectShapes.baseline_summary), traits: 'entity_keys_count' },
    ],
    [
      'llm_summary',
      {
        form: formOf({ ...objectShapes.baseline_summary, ...objectShapes.llm_summary }),
        traits: 'entity_keys_count',
      },
    ],
    ['diff_summary', { form: formOf(objectShapes.diff_summary), traits: null }],
  ])

/** @param traitsAfter The key behind which a corridor's own traits stand; null: there are none. */
function keyProblems(
  value: Keyed,
  { fields, keys, needed }: Form,
  traitsAfter: string | null,
  prefix: string,
): readonly RecordProblem[] {
  const lacking = needed.filter((key) => !Object.hasOwn(value, key))
  if (lacking.length > 0) {
    const names = lacking.map((key) => `${prefix}${key}`)
    return [problem('keys', `without ${names.join(', ')}`)]
  }
  const found = Object.keys(value)
  const own = found.filter((key) => !Object.hasOwn(fields, key))
  const foreign = traitsAfter === null ? own : own.filter((key) => !ownName.test(key))
  if (foreign.length > 0) {
    return [problem('keys', `${foreign.length} unknown key(s) in ${prefix || 'the record'}`)]
  }
  const due = keys
    .filter((key) => Object.hasOwn(value, key))
    .flatMap((key) => (key === traitsAfter ? [key, ...own] : key))
  const wrong = found.findIndex((key, index) => key !== due[index])
  return wrong === -1
    ? []
    : [problem('keys', `${prefix}${due[wrong] ?? 'a key'} is not in its place`)]
}

function addValueProblems(
  problems: RecordProblem[],
  value: Keyed,
  form: Form,
  prefix: string,
): void {
  for (const key of Object.keys(value)) {
    const held = value[key]
    const field = Object.hasOwn(form.fields, key) ? form.fields[key] : undefined
    if (field === undefined) {
      if (prefix !== '') problems.push(...traitProblems(held, `${prefix}${key}`))
      continue
    }
    if (held === null && field.nullable === true) continue
    if (field.kind !== 'object') {
      const { holds, says } = fieldKinds[field.kind]
      if (!holds(held)) problems.push(problem('values', `${prefix}${key}: ${says}`))
      continue
    }
    const nested = nestedForms.get(key)
    if (isKeyed(held) && nested !== undefined)
      addValueProblems(problems, held, nested.form, `${key}.`)
    else problems.push(problem('values', `${key}: not an object`))
  }
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
