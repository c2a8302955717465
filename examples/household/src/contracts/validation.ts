import {
  Ajv2020,
  type AnySchemaObject,
  type ErrorObject,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { HouseholdCommand } from '../household-command.js'
import type { HouseholdDecision } from '../household-decision.js'
import { commandSchema } from './command-schema.js'
import { decisionSchema } from './decision-schema.js'

/** What is wrong, and where. Neither member repeats a value, nor a key, of the input. */
export type Problem = {
  /** JSON Pointer (RFC 6901) to the object or value at fault; empty for the whole. */
  readonly pointer: string
  readonly message: string
}

export type Invalid = { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

const isCommand = compiled<HouseholdCommand>(commandSchema)
const isDecision = compiled<HouseholdDecision>(decisionSchema)

/**
 * Compiles a schema when it is first asked for: whoever only wants to know which corridors there
 * are, as `partial-trust kill` does, need not wait for it.
 */
function compiled<Value>(schema: AnySchemaObject): () => ValidateFunction<Value> {
  let check: ValidateFunction<Value> | undefined
  return () => {
    if (check !== undefined) return check
    // Our own schemas are held to their meta-schema by a test: compiling that one here would take longest.
    const own = { meta: false, validateSchema: false } as const
    const ajv = new Ajv2020({ strict: true, allErrors: false, ownProperties: true, ...own })
    addFormats.default(ajv)
    check = ajv.compile<Value>(schema)
    return check
  }
}

/**
 * Checks an untrusted JSON value against the command's contract. The checking stops at the first
 * problem, so that a hostile command costs no more than a good one.
 */
export function validateCommand(
  value: unknown,
): { readonly kind: 'valid'; readonly command: HouseholdCommand } | Invalid {
  const check = isCommand()
  return check(value) ? { kind: 'valid', command: value } : invalid(check)
}

/** Checks a value against the decision's contract. */
export function validateDecision(
  value: unknown,
): { readonly kind: 'valid'; readonly decision: HouseholdDecision } | Invalid {
  const check = isDecision()
  return check(value) ? { kind: 'valid', decision: value } : invalid(check)
}

function invalid(check: ValidateFunction): Invalid {
  const errors = check.errors ?? []
  return { kind: 'invalid', problems: errors.map(problem) }
}

/**
 * The pointer of an unknown key ends at the object that holds it: keys are the caller's words, and
 * an answer repeats none of them. A missing key is the contract's word.
 */
function problem({ instancePath, keyword, params, message }: ErrorObject): Problem {
  switch (keyword) {
    case 'required':
      return {
        pointer: `${instancePath}/${String(params['missingProperty'])}`,
        message: 'is missing',
      }
    case 'additionalProperties':
      return { pointer: instancePath, message: 'has a key that the contract does not know' }
    case 'enum':
      return {
        pointer: instancePath,
        message: `must be one of ${allowed(params['allowedValues'])}`,
      }
    default:
      return { pointer: instancePath, message: message ?? 'does not fit the contract' }
  }
}

function allowed(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : 'the allowed values'
}
