import type { CommandProblem } from '@partial-trust/engine'
import { z } from 'zod'

export type Reading<Value> =
  | { readonly kind: 'right'; readonly value: Value }
  | { readonly kind: 'wrong'; readonly problems: readonly [CommandProblem, ...CommandProblem[]] }

/** Reads a value by its shape, or says where it is not right, without repeating anything of it. */
export function read<Value>(shape: z.ZodType<Value>, value: unknown): Reading<Value> {
  const result = shape.safeParse(value, { error: wording })
  if (result.success) return { kind: 'right', value: result.data }
  const [first, ...rest] = result.error.issues.map(({ path, message }) => ({
    pointer: path.map((step) => `/${escaped(String(step))}`).join(''),
    message,
  }))
  if (first === undefined) throw new Error('a shape refused a value and did not say where')
  return { kind: 'wrong', problems: [first, ...rest] }
}

/** A shape that another package's reader has the last word on. Its TypeErrors repeat nothing. */
export function decoded<Wire, Value>(
  wire: z.ZodType<Wire, Wire>,
  decode: (value: Wire) => Value,
): z.ZodType<Value, Wire> {
  return wire.transform((value, context) => {
    try {
      return decode(value)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })
}

/** Where a shape has no words of its own: the library's would repeat unknown keys. */
const wording: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const shape = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
      return shape.length === 0 ? 'takes no key' : `takes ${shape.join(', ')} and no other key`
    }
    case 'invalid_type':
      return issue.input === undefined ? 'must be given' : `must be of type ${issue.expected}`
    case 'invalid_value':
      return `must be one of: ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'datetime' ? 'must be an ISO 8601 date and time' : 'is not right'
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
      return 'is not right'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1')
}
