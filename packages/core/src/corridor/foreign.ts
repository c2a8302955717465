import type { Clock } from './clock.js'

/**
 * Everything the engine takes from code that is not its own passes through here. Such code may throw,
 * answer with a promise that rejects, or with something of another type than it declared: a caller in
 * JavaScript, or a cast, is enough. None of it may cost a caller the baseline.
 */

/** Whether a value is awaited: a promise, ours or a library's. A decision that has a `then` is none. */
export function isPromise<Value>(value: Value | PromiseLike<Value>): value is Promise<Value> {
  return typeof value === 'object' && value !== null && behavesLikeOne(value)
}

/** Asked of every baseline, so written for the usual no. */
function behavesLikeOne(value: object): boolean {
  try {
    if (value instanceof Promise) return true
    if (!('then' in value && 'catch' in value)) return false
    return typeof value.then === 'function' && typeof value.catch === 'function'
  } catch {
    return false // a getter or a proxy that throws is no method
  }
}

function hasMethod(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  try {
    return typeof Reflect.get(value, name) === 'function'
  } catch {
    return false // a getter or a proxy that throws is no method
  }
}

/** Takes a promise's rejection, which nobody waits for, out of the process's hands. */
export function silence(value: unknown, heard: () => void = () => {}): void {
  try {
    if (isPromise(value)) value.then(undefined, heard)
  } catch {
    heard() // a library's promise that cannot be listened to
  }
}

/**
 * An answer that is due at once.
 *
 * @throws {TypeError} when it is a promise.
 */
export function atOnce<Value>(value: Value): Value {
  if (!isPromise(value)) return value
  silence(value)
  throw new TypeError('a function of the corridor answered with a promise where a value is due')
}

/** Whether code outside said yes: `true` and nothing else. */
export function saysYes(value: unknown): boolean {
  silence(value)
  return value === true
}

/**
 * An id as text; null where there is none.
 *
 * @throws {TypeError} when it can be no id.
 */
export function idText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  silence(value)
  throw new TypeError('an id must be text')
}

/** Whether the caller gave a signal that can be listened to; anything else is as none. */
export function isSignal(value: unknown): value is AbortSignal {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      typeof Reflect.get(value, 'aborted') === 'boolean' &&
      hasMethod(value, 'addEventListener') &&
      hasMethod(value, 'removeEventListener')
    )
  } catch {
    return false
  }
}

/**
 * A decision that can be handed on as JSON.
 *
 * @throws {TypeError} when it is a promise or would be taken for one, nothing at all, or holds what JSON
 *   cannot carry (a BigInt, a cycle) or would make something else of (a promise, NaN, Infinity).
 */
export function carriable<Decision>(decision: Decision): Decision {
  const value = atOnce(decision)
  let whole = !hasMethod(value, 'then')
  // To the end, whatever was found: every promise in it may reject.
  const text = JSON.stringify(value, (_key, held: unknown) => {
    if (typeof held === 'number' ? Number.isFinite(held) : !isLost(held)) return held
    whole = false
    return null
  })
  if (!whole || text === undefined) {
    throw new TypeError('the corridor decided nothing that can be handed on')
  }
  return value
}

/** Whether JSON has no word for it; a promise is heard out on the way. */
function isLost(held: unknown): boolean {
  if (typeof held === 'bigint') return true
  if (!isPromise(held)) return false
  silence(held)
  return true
}

/** Runs an observer: what it throws, and what its promise rejects with, is counted and costs nothing. */
export function observed(observe: () => unknown, failed: () => void): void {
  try {
    silence(observe(), failed)
  } catch {
    failed()
  }
}

/** A clock whose reading may fail: then the time is NaN, which no comparison takes for in time. */
export function readingOf(clock: Clock): { monotonicMs(): number; epochMs(): number } {
  const monotonicMs = (): number => clock.monotonicMs()
  const epochMs = (): number => clock.epochMs()
  return { monotonicMs: () => reading(monotonicMs), epochMs: () => reading(epochMs) }
}

function reading(read: () => number): number {
  try {
    const value: unknown = read()
    if (typeof value === 'number') return value
    silence(value)
    return Number.NaN
  } catch {
    return Number.NaN
  }
}
