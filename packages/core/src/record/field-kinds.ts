import { closedWords } from './closed-words.js'
import { errorNames } from './error-name.js'
import { jsonBoolean, jsonNumber, jsonString } from './json-text.js'
import { reasonCodes, type Reason } from './reason-codes.js'
import { statuses, type Status } from './status.js'
import { ownName, wordShape } from './traits.js'

export type Mode = 'live' | 'shadow'
export const confidenceBuckets = ['high', 'medium', 'low', 'missing'] as const
export type ConfidenceBucket = (typeof confidenceBuckets)[number]
/** What a confidence is: read off a distribution or token probabilities, said by the model, agreement of several answers. */
export const confidenceKinds = [
  'distribution',
  'logprobs',
  'verbalized',
  'consistency',
  'missing',
] as const
export type ConfidenceKind = (typeof confidenceKinds)[number]

/** Version of the record's shape, in every record as `schema`. */
export const riskRecordSchema = 1

/** What a field of each kind holds. */
export type KindValues = {
  readonly time: string
  readonly name: string
  readonly text: string
  readonly corridor: string
  readonly word: string
  readonly share: number
  readonly count: number
  readonly number: number
  readonly boolean: boolean
  readonly status: Status
  readonly reason: Reason
  readonly mode: Mode
  readonly bucket: number
  readonly deadline: number
  readonly version: number
  readonly confidence_bucket: ConfidenceBucket
  readonly confidence_kind: ConfidenceKind
}
export type FieldKind = keyof KindValues

type KindRules = {
  /** The value as JSON text. It believes nothing: whatever is not of the kind does not get through. */
  readonly write: (value: unknown) => string
  /** Whether an untrusted value is of the kind. */
  readonly holds: (value: unknown) => boolean
  /** What it must be, for a message. */
  readonly says: string
  /** JSON Schema 2020-12. */
  readonly schema: Readonly<Record<string, unknown>>
}

/** Every kind of field: how it is written, checked and described. */
export const fieldKinds: { readonly [Kind in FieldKind]: KindRules } = {
  time: {
    write: jsonString,
    holds: (value) => typeof value === 'string' && isTimestamp(value),
    says: 'not ISO 8601 in UTC with milliseconds',
    schema: { type: 'string', format: 'date-time' },
  },
  name: {
    write: jsonString,
    holds: (value) => typeof value === 'string' && value !== '',
    says: 'not a name',
    schema: { type: 'string', minLength: 1 },
  },
  text: {
    write: jsonString,
    holds: (value) => typeof value === 'string',
    says: 'not a text',
    schema: { type: 'string' },
  },
  corridor: {
    write: jsonString,
    holds: (value) => typeof value === 'string' && /^[a-z0-9_]+$/u.test(value),
    says: 'not the name of a corridor',
    schema: { type: 'string', pattern: '^[a-z0-9_]+$' },
  },
  word: {
    // The corridor's closed lists are the engine's to enforce; here only their shape is known.
    write: (value) => (isWord(value) ? `"${value}"` : '"other"'),
    holds: isWord,
    says: 'not a word of a closed list',
    schema: { type: 'string', pattern: wordShape.source },
  },
  share: {
    write: jsonNumber,
    holds: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    says: 'not a number from 0 to 1',
    schema: { type: 'number', minimum: 0, maximum: 1 },
  },
  count: {
    write: jsonNumber,
    holds: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
    says: 'not a whole number from 0',
    schema: { type: 'integer', minimum: 0 },
  },
  number: {
    write: jsonNumber,
    holds: (value) => typeof value === 'number' && Number.isFinite(value),
    says: 'not a number',
    schema: { type: 'number' },
  },
  boolean: {
    write: jsonBoolean,
    holds: (value) => typeof value === 'boolean',
    says: 'neither true nor false',
    schema: { type: 'boolean' },
  },
  status: words(statuses, 'error'),
  reason: {
    write: reasonText,
    holds: isReason,
    says: 'not a reason code',
    schema: {
      anyOf: [
        { enum: [...Object.keys(reasonCodes), ...errorNames] },
        { type: 'string', pattern: ownName.source },
      ],
    },
  },
  mode: words(['live', 'shadow'], 'shadow'),
  bucket: {
    write: bucketDigits,
    holds: (value) =>
      typeof value === 'number' && value >= 0 && value < 1 && Number(value.toFixed(6)) === value,
    says: 'not a position in [0, 1) with at most 6 decimals',
    schema: { type: 'number', minimum: 0, exclusiveMaximum: 1 },
  },
  deadline: {
    write: jsonNumber,
    holds: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 60_000,
    says: 'not a deadline of 0 to 60000 ms',
    schema: { type: 'integer', minimum: 0, maximum: 60_000 },
  },
  version: {
    write: jsonNumber,
    holds: (value) => value === riskRecordSchema,
    says: `not ${riskRecordSchema}`,
    schema: { const: riskRecordSchema },
  },
  confidence_bucket: words(confidenceBuckets, 'missing'),
  confidence_kind: words(confidenceKinds, 'missing'),
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && wordShape.test(value)
}

function words(list: readonly string[], other: string): KindRules {
  return {
    write: closedWords(list, other),
    holds: (value) => list.some((word) => word === value),
    says: `not one of ${list.join(', ')}`,
    schema: { enum: list },
  }
}

const fixedReasons: ReadonlySet<string> = new Set([...Object.keys(reasonCodes), ...errorNames])

/** Whether a text can be a reason: a built-in code, an error's class name, or shaped like a corridor's own. */
function isReason(value: unknown): value is string {
  return typeof value === 'string' && (fixedReasons.has(value) || ownName.test(value))
}

function reasonText(value: unknown): string {
  return isReason(value) ? `"${value}"` : '"Error"'
}

/** 0 to 999 in three digits: a table is several times faster than formatting a number. */
const threeDigits = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))

/** Six decimals, rounded; the last bucket stays below 1, where no bucket lies. */
function bucketDigits(bucket: unknown): string {
  if (typeof bucket !== 'number') return 'null'
  const millionths = Math.min(Math.round(bucket * 1_000_000), 999_999)
  const high = threeDigits[Math.floor(millionths / 1000)]
  return high === undefined ? 'null' : `0.${high}${threeDigits[millionths % 1000]}`
}

function isTimestamp(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}
