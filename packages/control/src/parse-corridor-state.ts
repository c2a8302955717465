import type {
  AuditAnchor,
  Closing,
  ControlPlan,
  ControlStage,
  CorridorState,
  Rollout,
  StageClosure,
} from './control-state.js'
import type { Asked } from './four-eyes.js'
import { parseConfidence } from './parse-confidence.js'
import { parseDetectorBudget } from './parse-detector-budget.js'
import type { PartStanding } from './part-standing.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads a corridor's state from outside (a database row, a control plane's answer).
 *
 * @throws {TypeError} that names the field, when anything is not what it must be: state that
 *   cannot be read is no state.
 */
export function parseCorridorState(value: unknown): CorridorState {
  const fields = record(value, 'state')
  return {
    intent: text(fields, 'intent'),
    version: count(fields, 'version'),
    killed: flag(fields, 'killed'),
    rollout: nullable(fields['rollout'], parseRollout),
    changed_at: nullable(fields['changed_at'], (inner) => aText(inner, 'changed_at')),
    changed_by: nullable(fields['changed_by'], (inner) => aText(inner, 'changed_by')),
    why: nullable(fields['why'], (inner) => aText(inner, 'why')),
    audit: nullable(fields['audit'], parseAnchor),
  }
}

/**
 * As {@link parseCorridorState}, for the JSON in a database's row.
 *
 * @throws {TypeError} also when the row is filed under another corridor than its state says.
 */
export function parseCorridorRow(intent: string | undefined, json: string): CorridorState {
  const state = parseCorridorState(JSON.parse(json))
  if (state.intent === intent) return state
  throw new TypeError('a corridor is filed under another name')
}

export function parseAnchor(value: unknown): AuditAnchor {
  const fields = record(value, 'audit')
  return { seq: count(fields, 'seq'), hash: text(fields, 'hash') }
}

/** As {@link parseCorridorState}, for a stored plan. */
export function parseControlPlan(value: unknown): ControlPlan {
  const fields = record(value, 'plan')
  const stages = fields['stages']
  if (!Array.isArray(stages)) throw new TypeError('plan.stages is not a list')
  const [first, ...rest] = stages.map(parseStage)
  if (first === undefined) throw new TypeError('plan.stages is empty')
  return { digest: text(fields, 'digest'), stages: [first, ...rest], body: fields['body'] }
}

/**
 * The plan in a database's row, for a change; null where it does not read, as where there is none: nothing that
 * only takes trust away may hang on it, and nothing else is done without one.
 */
export function planForChange(json: string): ControlPlan | null {
  try {
    return parseControlPlan(JSON.parse(json))
  } catch {
    return null
  }
}

function parseStage(value: unknown): ControlStage {
  const fields = record(value, 'stage')
  return {
    name: text(fields, 'name'),
    rate: share(fields, 'rate'),
    mode: mode(fields),
    error_limit: share(fields, 'error_limit'),
    ...budgetOf(fields),
  }
}

function parseRollout(value: unknown): Rollout {
  const fields = record(value, 'rollout')
  return {
    plan: text(fields, 'plan'),
    stage: text(fields, 'stage'),
    rate: share(fields, 'rate'),
    mode: mode(fields),
    error_limit: share(fields, 'error_limit'),
    ...budgetOf(fields),
    closed: nullable(fields['closed'], parseClosure),
    ...(fields['closing'] === undefined ? {} : { closing: parseClosing(fields['closing']) }),
    epoch: nullable(fields['epoch'], (inner) => aText(inner, 'epoch')),
    entered_at: text(fields, 'entered_at'),
    evidence_from: text(fields, 'evidence_from'),
    ...(fields['parts'] === undefined ? {} : { parts: parseParts(fields['parts']) }),
    ...(fields['confidence'] === undefined
      ? {}
      : { confidence: parseConfidence(fields['confidence']) }),
    ...(fields['asked'] === undefined ? {} : { asked: parseAsked(fields['asked']) }),
  }
}

function budgetOf({ detector }: Fields): Pick<Rollout, 'detector'> {
  return detector === undefined ? {} : { detector: parseDetectorBudget(detector) }
}

function parseAsked(value: unknown): Asked {
  const fields = record(value, 'rollout.asked')
  const { action, plan } = fields
  if (action !== 'promote' && action !== 'rollout') {
    throw new TypeError('rollout.asked.action is neither promote nor rollout')
  }
  return {
    action,
    plan: nullable(plan, (inner) => aText(inner, 'plan')),
    to: text(fields, 'to'),
    version: count(fields, 'version'),
    at: text(fields, 'at'),
    until: text(fields, 'until'),
    by: text(fields, 'by'),
    person: text(fields, 'person'),
    reason: text(fields, 'reason'),
  }
}

function parseParts(value: unknown): readonly PartStanding[] {
  if (!Array.isArray(value)) throw new TypeError('rollout.parts is not a list')
  return value.map((one: unknown) => {
    const fields = record(one, 'rollout.parts')
    return {
      part: text(fields, 'part'),
      closed: flag(fields, 'closed'),
      evidence_from: text(fields, 'evidence_from'),
      at: text(fields, 'at'),
      by: text(fields, 'by'),
      reason: text(fields, 'reason'),
    }
  })
}

function parseClosing(value: unknown): Closing {
  const fields = record(value, 'rollout.closing')
  return {
    at: text(fields, 'at'),
    by: text(fields, 'by'),
    reason: text(fields, 'reason'),
    evidence: fields['evidence'] ?? null,
  }
}

const closures: readonly StageClosure[] = ['no_go', 'incident', 'demoted', 'sentinel']

function parseClosure(value: unknown): StageClosure {
  const known = closures.find((closure) => closure === value)
  if (known === undefined) throw new TypeError('rollout.closed is not a known reason')
  return known
}

function record(value: unknown, what: string): Fields {
  if (isFields(value)) return value
  throw new TypeError(`${what} is not an object`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function aText(value: unknown, key: string): string {
  if (typeof value === 'string') return value
  throw new TypeError(`${key} is not text`)
}

function text(fields: Fields, key: string): string {
  return aText(fields[key], key)
}

function flag(fields: Fields, key: string): boolean {
  const value = fields[key]
  if (typeof value === 'boolean') return value
  throw new TypeError(`${key} is not true or false`)
}

function count(fields: Fields, key: string): number {
  const value = fields[key]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError(`${key} is not a whole number`)
}

function share(fields: Fields, key: string): number {
  const value = fields[key]
  if (typeof value === 'number' && value >= 0 && value <= 1) return value
  throw new TypeError(`${key} is not a number from 0 to 1`)
}

function mode(fields: Fields): 'live' | 'shadow' {
  const value = fields['mode']
  if (value === 'live' || value === 'shadow') return value
  throw new TypeError('mode is neither live nor shadow')
}

function nullable<Value>(value: unknown, parse: (inner: unknown) => Value): Value | null {
  return value === null ? null : parse(value)
}
