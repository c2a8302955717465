/**
 * Class names an `error` record may carry. A closed list, because a class name is text that code
 * outside the engine chooses; whatever is not on it is recorded as `Error`.
 */
export const errorNames = [
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
] as const
export type ErrorName = (typeof errorNames)[number]

const known: ReadonlySet<string> = new Set(errorNames)

function isErrorName(name: string): name is ErrorName {
  return known.has(name)
}

/** The recordable class name of anything that was thrown; never its message. */
export function errorName(thrown: unknown): ErrorName {
  try {
    if (!(thrown instanceof Error)) return 'Error'
    const name = thrown.constructor.name
    return isErrorName(name) ? name : 'Error'
  } catch {
    return 'Error' // a thrown proxy can throw again when it is looked at
  }
}
