import { isRecord } from '@partial-trust/core'
import type { CorridorSpec } from './corridor-spec.js'

/** What a field of a definition must be, as far as it can be seen without running anything. */
export type FieldShape = {
  readonly needed?: true
  /** In words, after "must be". */
  readonly must: string
  readonly holds: (value: unknown) => boolean
}

const ofCommand: FieldShape = { must: 'a function of the command', holds: isFunction }
const schema: FieldShape = {
  must: 'a Standard Schema (zod, valibot, arktype, …)',
  holds: isStandardSchema,
}
const text: FieldShape = { must: 'a text that is not empty', holds: isText }
const record: FieldShape = { must: 'an object', holds: isRecord }
const functions: FieldShape = {
  must: 'a list of functions that answer true or not',
  holds: (value) => Array.isArray(value) && value.every(isFunction),
}

/** Every field of a definition; one that is missing here does not compile. */
export const fieldShapes: Readonly<
  Record<keyof CorridorSpec<unknown, unknown, unknown>, FieldShape>
> = {
  intent: {
    needed: true,
    must: 'lower case letters, digits and _, a letter first, 64 at most',
    holds: (value) => typeof value === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(value),
  },
  version: text,
  command: schema,
  examples: { must: 'a list of commands, or a function that makes one', holds: isListOrMaker },
  decision: schema,
  id: { ...ofCommand, needed: true },
  traceId: ofCommand,
  baseline: { ...ofCommand, needed: true },
  label: { must: 'a function of the decision', holds: isFunction },
  labels: { must: 'a list of every word that label may say', holds: Array.isArray },
  replaceable: { must: 'a function of the decision', holds: isFunction },
  permits: ofCommand,
  candidate: { ...schema, needed: true },
  candidateJsonSchema: record,
  ask: {
    needed: true,
    must: 'an async function, policy(…), languageModel(…) or decisionModel(…)',
    holds: (value) => isFunction(value) || (isRecord(value) && isFunction(value['open'])),
  },
  confidence: { must: 'an object with of, kind and atLeast', holds: isRecord },
  rules: { must: 'an object of functions by the reason they refuse for', holds: isRecord },
  reasons: record,
  decide: { must: 'a function of the candidate', holds: isFunction },
  parts: record,
  traits: {
    must: 'an object with decision, candidate or both, each an object',
    holds: (value) => isRecord(value) && Object.values(value).every(isRecord),
  },
  salt: { must: 'a text', holds: (value) => typeof value === 'string' },
  deadlineMs: {
    must: 'a whole number of ms from 1 to 60000',
    holds: (value) => Number.isInteger(value) && within(value, 1, 60_000),
  },
  sampleRate: { must: 'a share from 0 to 1', holds: (value) => within(value, 0, 1) },
  mode: { must: 'live or shadow', holds: (value) => value === 'live' || value === 'shadow' },
  profile: text,
  plan: { must: 'the path of a plan file', holds: isText },
  limits: record,
  authorities: functions,
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : typeof value
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isListOrMaker(value: unknown): boolean {
  return Array.isArray(value) || isFunction(value)
}

function isStandardSchema(value: unknown): boolean {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function'
  if (!isObject || !('~standard' in value)) return false
  const standard: unknown = value['~standard']
  return isRecord(standard) && isFunction(standard['validate'])
}

function within(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}
