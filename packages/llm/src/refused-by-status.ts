import { EndpointFailure, failureOfStatus } from './endpoint-failure.js'

/** Codes with which an endpoint says that a content filter stopped the prompt. */
const filterCodes: ReadonlySet<string> = new Set([
  'content_filter',
  'content_policy_violation',
  'invalid_prompt',
  'moderation_blocked',
  'ResponsibleAIPolicyViolation',
])
const unknownModelCodes: ReadonlySet<string> = new Set([
  'model_not_found',
  'DeploymentNotFound',
  'unknown_model',
])
/** Local servers name no code; they all put it so, in their own words. */
const unknownModelText = /\bmodel\b.{0,300}(?:not found|not exist|unknown|not available)/is

/**
 * Reads what came with a status that is no success. Its text decides about codes of closed lists
 * and goes no further.
 *
 * @param body Empty where it was not read.
 */
export function refusedByStatus(status: number, body: string): EndpointFailure {
  const { codes, message } = readError(body)
  if (status < 500 && codes.some((code) => filterCodes.has(code))) {
    return new EndpointFailure('model_refused', 'content_filter', status)
  }
  const unknown =
    codes.some((code) => unknownModelCodes.has(code)) ||
    ((status === 404 || status === 400) && unknownModelText.test(message))
  return new EndpointFailure(failureOfStatus(status), unknown ? 'model_unknown' : 'status', status)
}

function readError(body: string): { readonly codes: readonly string[]; readonly message: string } {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return { codes: [], message: '' }
  }
  const error = member(value, 'error')
  const inner = member(error, 'innererror') ?? member(error, 'inner_error')
  const codes = [value, error, inner].flatMap((part) => [
    member(part, 'code'),
    member(part, 'type'),
  ])
  const messages = [error, member(error, 'message'), member(value, 'message')]
  return {
    codes: codes.filter((code) => typeof code === 'string'),
    message: messages.find((message) => typeof message === 'string') ?? '',
  }
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Reflect.get(value, key)
}
