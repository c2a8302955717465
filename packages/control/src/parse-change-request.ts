import { isRecord } from '@partial-trust/core'
import type { ControlAction } from './control-action.js'
import type { ChangeRequest, KillAllRequest } from './control-store.js'
import { parseCertificate, shareOf } from './parse-confidence.js'
import { parseControlPlan } from './parse-corridor-state.js'

/** Most characters of who asks for a change, and why. */
const [longestBy, longestReason] = [200, 2000]

type SignedTexts = Pick<ChangeRequest, 'by' | 'reason'>

/** What is said of a change, cut to what is taken: what only takes trust away must not fail for its length. */
export function fitting<Request extends SignedTexts>(request: Request): Request {
  const { by, reason } = request
  return { ...request, by: cut(by, longestBy), reason: cut(reason, longestReason) }
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`
}

/**
 * Reads a change that another process asks for.
 *
 * @throws {TypeError} that names the field, and repeats nothing of the value.
 */
export function parseChangeRequest(value: unknown): ChangeRequest {
  const fields = recordOf(value, 'the change')
  const { expectedVersion } = fields
  if (expectedVersion !== undefined && !isVersion(expectedVersion)) {
    throw new TypeError('expectedVersion is not a whole number')
  }
  return {
    intent: intentOf(fields),
    action: parseAction(fields['action']),
    by: textOf(fields, 'by', longestBy),
    reason: textOf(fields, 'reason', longestReason),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
  }
}

/**
 * Reads a wish to kill everything.
 *
 * @throws {TypeError} that names the field, and repeats nothing of the value.
 */
export function parseKillAll(value: unknown): KillAllRequest {
  const fields = recordOf(value, 'the kill')
  const { also } = fields
  if (!Array.isArray(also)) throw new TypeError('also is not a list')
  return {
    also: also.map((intent: unknown) => intentOf({ intent })),
    by: textOf(fields, 'by', longestBy),
    reason: textOf(fields, 'reason', longestReason),
  }
}

function parseAction(value: unknown): ControlAction {
  const fields = recordOf(value, 'action')
  const { kind, evidence = null } = fields
  switch (kind) {
    case 'kill':
    case 'resume':
      return { kind }
    case 'promote':
    case 'demote':
    case 'incident':
      return { kind, evidence }
    case 'rollout':
      return {
        kind,
        plan: parseControlPlan(fields['plan']),
        ...(fields['restart'] === true ? { restart: true } : {}),
        ...(Array.isArray(fields['despite_lint'])
          ? { despite_lint: fields['despite_lint'].map(String) }
          : {}),
      }
    case 'demote_part':
      return { kind, part: textOf(fields, 'part', 110), evidence }
    case 'resume_part':
      return { kind, part: textOf(fields, 'part', 110) }
    case 'tune': {
      const { certificate = null } = fields
      return {
        kind,
        at_least: shareOf(fields, 'at_least'),
        certificate: certificate === null ? null : parseCertificate(certificate),
        evidence,
      }
    }
    case 'ask': {
      const { asks, plan = null } = fields
      if (asks !== 'promote' && asks !== 'rollout') {
        throw new TypeError('asks is neither promote nor rollout')
      }
      return { kind, asks, plan: plan === null ? null : parseControlPlan(plan), evidence }
    }
    case 'epoch':
      return { kind, epoch: textOf(fields, 'epoch', 200) }
    case 'close': {
      const { because } = fields
      if (because !== 'no_go' && because !== 'sentinel') {
        throw new TypeError('because is neither no_go nor sentinel')
      }
      return { kind, because, evidence }
    }
    default:
      throw new TypeError('action.kind is not one of the known kinds')
  }
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value
  throw new TypeError(`${what} is not an object`)
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}

/** A store files a state under this: what it would give back otherwise could not be read any more. */
function intentOf(fields: Readonly<Record<string, unknown>>): string {
  const intent = textOf(fields, 'intent', 200)
  if (intent.isWellFormed() && !/\p{Cc}/u.test(intent)) return intent
  throw new TypeError('intent holds characters that no name has')
}

function textOf(fields: Readonly<Record<string, unknown>>, key: string, longest: number): string {
  const value = fields[key]
  if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value
  throw new TypeError(`${key} is not a text of 1 to ${longest} characters`)
}
