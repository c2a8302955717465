import { isObject } from './answers.js'

/**
 * Whether a decision is the baseline's, told by two runs of the baseline: what differs between those,
 * such as an id of the application's own, may differ here too.
 */
export function sameAsBaseline(given: unknown, one: unknown, other: unknown): boolean {
  const text = JSON.stringify(one)
  if (text === JSON.stringify(other)) return JSON.stringify(given) === text
  if (!isObject(one) || !isObject(other)) return true
  if (!isObject(given)) return false
  const keys = Object.keys(one)
  if (Object.keys(given).toString() !== keys.toString()) return false
  return keys.every((key) => sameAsBaseline(given[key], one[key], other[key]))
}
