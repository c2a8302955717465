import { errorNames, riskRecordSchema, statuses } from '@partial-trust/core'
import { z } from 'zod'
import { broken, type Broken } from './log-rule.js'

const count = z.int().min(0)
const share = z.number().min(0).max(1)
/** Words of a corridor's closed lists: which they are is the corridor's business, their shape is known. */
const word = z.string().regex(/^[\w.:-]{1,64}$/u, 'not a word of a closed list')
const timestamp = z
  .string()
  .refine((text) => isTimestamp(text), 'not ISO 8601 in UTC with milliseconds')

/** A corridor's own reasons have the shape of one; which they are is looked at where they are known. */
const reason = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/u, 'not a reason code')
  .or(z.enum(errorNames))

/** What a corridor counts of a decision beside the usual: content-free by its shape. */
const trait = z.union([z.boolean(), z.int(), word, z.null()])

const summaryKeys = {
  intent: word,
  decision_type: word,
  action_count: count,
  entity_keys_count: count,
}
const seedKeys = {
  timestamp,
  trace_id: z.string().min(1),
  command_id: z.string().nullable(),
  corridor_intent: z.string().regex(/^[a-z0-9_]+$/u, 'not the name of a corridor'),
  sample_rate: share,
  sampled: z.boolean(),
  status: z.enum(statuses),
  reason_code: reason,
  latency_ms: count.nullable(),
  model_meta: z
    .strictObject({
      profile: z.string(),
      task_id: z.string(),
      escalated: z.boolean(),
      provider: z.string(),
      model: z.string(),
      attempts: count,
      input_tokens: count.nullable(),
      output_tokens: count.nullable(),
    })
    .nullable(),
  baseline_summary: z.object(summaryKeys).catchall(trait).nullable(),
  llm_summary: z
    .object({
      ...summaryKeys,
      confidence: z.number().nullable(),
      confidence_bucket: z.enum(['high', 'medium', 'low', 'missing']),
      confidence_kind: z
        .enum(['distribution', 'logprobs', 'verbalized', 'consistency', 'missing'])
        .optional(),
    })
    .catchall(trait)
    .nullable(),
  diff_summary: z
    .strictObject({
      intent_mismatch: z.boolean(),
      decision_type_mismatch: z.boolean(),
      action_count_mismatch: z.boolean(),
      entity_key_mismatch: z.boolean(),
    })
    .nullable(),
}
const fullRecord = z.strictObject({
  ...seedKeys,
  schema: z.literal(riskRecordSchema),
  epoch: z.string().min(1),
  stage: z.string().nullable(),
  mode: z.enum(['live', 'shadow']),
  bucket: share.lt(1).refine((value) => Number(value.toFixed(6)) === value, 'more than 6 decimals'),
  deadline_ms: z.int().min(0).max(60_000),
  instance: z.string().min(1),
})

const seedRecord = z.strictObject(seedKeys)

/** A record as it is found in a log: of whatever corridor, its reason any word that can be one. */
export type LoggedRecord = z.infer<typeof fullRecord>
/** A record as the system this project implements wrote it: the keys up to `diff_summary`. */
export type SeedRecord = z.infer<typeof seedRecord>

const nestedKeys = {
  model_meta: 'profile task_id escalated provider model attempts input_tokens output_tokens',
  diff_summary: 'intent_mismatch decision_type_mismatch action_count_mismatch entity_key_mismatch',
} as const
/** Keys before a corridor's traits and behind them. */
const summaryOrder = {
  baseline_summary: { first: Object.keys(summaryKeys), last: [] },
  llm_summary: {
    first: Object.keys(summaryKeys),
    last: ['confidence', 'confidence_bucket', 'confidence_kind'],
  },
} as const
/** Records of earlier versions do without. */
const optionalKeys: ReadonlySet<string> = new Set(['confidence_kind'])
const traitName = /^[a-z][a-z0-9_]{0,39}$/u
const seedOrder = Object.keys(seedKeys)
const fullOrder = [
  ...seedOrder,
  'schema',
  'epoch',
  'stage',
  'mode',
  'bucket',
  'deadline_ms',
  'instance',
]

export type Shape =
  | { readonly kind: 'record'; readonly record: LoggedRecord }
  | { readonly kind: 'seed-record'; readonly record: SeedRecord }
  | { readonly kind: 'broken'; readonly broken: readonly Broken[] }

/** Reads one line; nothing about it is taken on trust. */
export function readShape(line: string): Shape {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { kind: 'broken', broken: [broken('json', 'not JSON')] }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'broken', broken: [broken('json', 'not a JSON object')] }
  }
  const isSeed = !('schema' in value)
  const keys = keyProblems(line, value, isSeed ? seedOrder : fullOrder)
  if (isSeed) {
    const read = seedRecord.safeParse(value)
    if (read.success && keys.length === 0) return { kind: 'seed-record', record: read.data }
    return { kind: 'broken', broken: [...keys, ...valueProblems(read.error)] }
  }
  const read = fullRecord.safeParse(value)
  if (read.success && keys.length === 0) return { kind: 'record', record: read.data }
  return { kind: 'broken', broken: [...keys, ...valueProblems(read.error)] }
}

function keyProblems(line: string, value: object, order: readonly string[]): Broken[] {
  const problems = orderProblems(value, order, '')
  for (const [name, keys] of Object.entries(nestedKeys)) {
    const inner: unknown = Reflect.get(value, name)
    if (typeof inner === 'object' && inner !== null) {
      problems.push(...orderProblems(inner, keys.split(' '), `${name}.`))
    }
  }
  for (const [name, place] of Object.entries(summaryOrder)) {
    const inner: unknown = Reflect.get(value, name)
    if (typeof inner === 'object' && inner !== null) {
      problems.push(...summaryProblems(inner, place, `${name}.`))
    }
  }
  if (problems.length > 0) return problems
  // JSON.parse keeps the last of equal keys and forgets the others; the text still has them all.
  const written = [...line.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/gu)].filter(
    ([, colon]) => colon !== '',
  )
  return written.length === countKeys(value) ? [] : [broken('keys', 'a key stands there twice')]
}

/** A summary's keys, with a corridor's traits, whichever they are, at their place. */
function summaryProblems(
  value: object,
  { first, last }: { readonly first: readonly string[]; readonly last: readonly string[] },
  prefix: string,
): Broken[] {
  const found = Object.keys(value)
  const traits = found.filter(
    (key) => !first.includes(key) && !last.includes(key) && traitName.test(key),
  )
  const ending = last.filter((key) => found.includes(key) || !optionalKeys.has(key))
  return orderProblems(value, [...first, ...traits, ...ending], prefix)
}

function orderProblems(value: object, order: readonly string[], prefix: string): Broken[] {
  const found = Object.keys(value)
  const lacking = order.filter((key) => !found.includes(key))
  if (lacking.length > 0) return [broken('keys', `without ${prefix}${lacking.join(`, ${prefix}`)}`)]
  const foreign = found.filter((key) => !order.includes(key))
  // A foreign key could be content, so it is counted and not repeated.
  if (foreign.length > 0)
    return [broken('keys', `${foreign.length} unknown key(s) in ${prefix || 'the record'}`)]
  const wrong = found.findIndex((key, index) => key !== order[index])
  return wrong === -1
    ? []
    : [broken('keys', `${prefix}${found[wrong]} stands where ${prefix}${order[wrong]} is due`)]
}

function countKeys(value: object): number {
  return Object.values(value).reduce(
    (sum: number, inner: unknown) =>
      sum + 1 + (typeof inner === 'object' && inner !== null ? countKeys(inner) : 0),
    0,
  )
}

function valueProblems(error: z.ZodError | undefined): Broken[] {
  return (error?.issues ?? [])
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map(({ path, message }) => broken('values', `${path.join('.')}: ${message}`))
}

function isTimestamp(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}
