import { isRecord } from '../is-record.js'
import { defaultLimits, type CorridorLimits } from './corridor-settings.js'

type Shape = {
  readonly must: string
  readonly holds: (value: number) => boolean
}

const aboveZero: Shape = { must: 'a number above 0', holds: (value) => value > 0 }
const fromZero: Shape = { must: 'a number from 0', holds: (value) => value >= 0 }
const wholeFrom = (least: number): Shape => ({
  must: `a whole number from ${least}`,
  holds: (value) => Number.isInteger(value) && value >= least,
})

const circuit = { window: wholeFrom(1), failures: wholeFrom(1), openMs: aboveZero }
const budget = { limit: fromZero, windowMs: aboveZero, attempt: aboveZero }
const price = { inputPerMillion: fromZero, outputPerMillion: fromZero }

/**
 * Limits with every default filled in. One that is misspelt, or no number, would hold nothing: it is
 * refused, and not skipped.
 *
 * @throws {TypeError} naming the corridor, the limit, its value and what it must be.
 */
export function limitsOf(intent: string, given: Partial<CorridorLimits> = {}): CorridorLimits {
  const fail = (name: string, problem: string): never => {
    throw new TypeError(`corridor ${intent}: ${name} ${problem}`)
  }
  onlyKeys('limits', given, Object.keys(defaultLimits), fail)
  const limits: CorridorLimits = {
    concurrency: given.concurrency ?? defaultLimits.concurrency,
    circuit: given.circuit === undefined ? defaultLimits.circuit : given.circuit,
    budget: given.budget === undefined ? defaultLimits.budget : given.budget,
  }
  check('limits', { concurrency: limits.concurrency }, { concurrency: wholeFrom(0) }, fail)
  if (limits.circuit !== null) {
    check('limits.circuit', limits.circuit, circuit, fail)
    const { window, failures } = limits.circuit
    if (failures > window) {
      fail('limits.circuit.failures', `must be ${window} at most, its window, got ${failures}`)
    }
  }
  if (limits.budget !== null) {
    const { price: stated, ...numbers } = record(limits.budget, 'limits.budget', fail)
    check('limits.budget', numbers, budget, fail)
    if (stated !== undefined) check('limits.budget.price', stated, price, fail)
  }
  return limits
}

type Fail = (name: string, problem: string) => never
type Given = Readonly<Record<string, unknown>>

function check(
  where: string,
  value: unknown,
  shapes: Readonly<Record<string, Shape>>,
  fail: Fail,
): void {
  const given = record(value, where, fail)
  onlyKeys(where, given, Object.keys(shapes), fail)
  for (const [name, { must, holds }] of Object.entries(shapes)) {
    const one = given[name]
    if (typeof one !== 'number' || !holds(one)) {
      fail(`${where}.${name}`, `must be ${must}, got ${typeof one === 'number' ? one : typeof one}`)
    }
  }
}

function record(value: unknown, where: string, fail: Fail): Given {
  return isRecord(value) ? value : fail(where, 'must be an object, or null for none')
}

function onlyKeys(where: string, given: object, known: readonly string[], fail: Fail): void {
  const odd = Object.keys(given).find((name) => !known.includes(name))
  if (odd !== undefined) fail(`${where}.${odd}`, `is no limit; there are ${known.join(', ')}`)
}
