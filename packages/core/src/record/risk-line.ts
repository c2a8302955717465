import { fieldKinds } from './field-kinds.js'
import { objectShapes, recordShape, type Field, type Shape } from './record-shape.js'
import type { RiskRecord } from './risk-record.js'
import { ownName, traitText } from './traits.js'

type Write = (value: unknown) => string

/** One key of the record: the text before its value, and how the value is written. */
export type FieldWriter = {
  readonly key: keyof RiskRecord
  /** `,"key":`, or `{"key":` for the first. */
  readonly head: string
  readonly write: Write
  /** Differs from decision to decision although no candidate was asked for. */
  readonly varies: boolean
}

const summaryWriters = {
  baseline_summary: summaryWriter({}),
  llm_summary: summaryWriter(objectShapes.llm_summary),
  model_meta: objectWriter(objectShapes.model_meta),
  diff_summary: objectWriter(objectShapes.diff_summary),
} as const satisfies Readonly<Record<keyof typeof objectShapes, Write>>

/** The record's keys in the order of the shape, each with its writer. */
export const fieldWriters: readonly FieldWriter[] = recordKeys().map((key, index) => {
  const field: Field = recordShape[key]
  return {
    key,
    head: `${index === 0 ? '{' : ','}"${key}":`,
    write: Object.hasOwn(objectShapes, key) ? nested(key) : orNull(plain(field)),
    varies: field.varies === true,
  }
})

/** Ends a line after its last value. */
export const lineEnd = '}\n'

/**
 * The record as one line of the risk log, `\n` at the end. `JSON.parse` gives the record back.
 *
 * What is not an id, a number, a boolean, a name from the configuration or a word of a closed list
 * does not get through, whatever the record claims: a summary's words must look like identifiers
 * and read `other` if they do not, any text in a number's or boolean's place is lost.
 */
export function riskLine(record: RiskRecord): string {
  let line = ''
  for (const { key, head, write } of fieldWriters) line += head + write(record[key])
  return line + lineEnd
}

export function recordKeys(): readonly (keyof RiskRecord)[] {
  return Object.keys(recordShape).filter((key): key is keyof RiskRecord => key in recordShape)
}

function nested(key: string): Write {
  const found = Object.entries(summaryWriters).find(([name]) => name === key)
  if (found === undefined) throw new TypeError(`the record has no writer for ${key}`)
  return orNull(found[1])
}

function plain({ kind }: Field): Write {
  if (kind === 'object') throw new TypeError('an object has no plain writer')
  return fieldKinds[kind].write
}

function orNull(write: Write): Write {
  return (value) => (value === null || value === undefined ? 'null' : write(value))
}

type Keyed = Readonly<Record<string, unknown>>

function isKeyed(value: unknown): value is Keyed {
  return typeof value === 'object' && value !== null
}

function objectWriter(shape: Shape): Write {
  const fields = fieldsOf(shape)
  return (value) => (isKeyed(value) ? `{${fields(value).slice(1)}}` : 'null')
}

/** `,"key":value` for every key of the shape; an optional one that is missing is left out. */
function fieldsOf(shape: Shape): (value: Keyed) => string {
  const fields = Object.entries(shape).map(([key, field]) => ({
    key,
    head: `,"${key}":`,
    write: orNull(plain(field)),
    optional: field.optional === true,
  }))
  return (value) => {
    let text = ''
    for (const { key, head, write, optional } of fields) {
      const held = value[key]
      if (!(optional && held === undefined)) text += head + write(held)
    }
    return text
  }
}

/** A summary: what every decision has, the corridor's traits, then `last`. */
function summaryWriter(last: Shape): Write {
  const first = fieldsOf(objectShapes.baseline_summary)
  const rest = fieldsOf(last)
  const fixed: ReadonlySet<string> = new Set([
    ...Object.keys(objectShapes.baseline_summary),
    ...Object.keys(last),
  ])
  return (value) => {
    if (!isKeyed(value)) return 'null'
    let traits = ''
    for (const key of Object.keys(value)) {
      if (!fixed.has(key) && ownName.test(key)) traits += `,"${key}":${traitText(value[key])}`
    }
    return `{${(first(value) + traits + rest(value)).slice(1)}}`
  }
}
