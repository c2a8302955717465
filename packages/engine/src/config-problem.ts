import { isRecord } from '@partial-trust/core'
import { signalsProblem } from './signals-problem.js'

const configKeys = ['corridors', 'signals']

/**
 * What is wrong with a configuration, and what to write instead; null for one that is none. Plain
 * JavaScript gets here too, and so does what some other file exports.
 */
export function configProblem(config: unknown): string | null {
  if (!isRecord(config)) return 'must be an object: defineConfig({ corridors: [...] })'
  const odd = Object.keys(config).find((key) => !configKeys.includes(key))
  if (odd !== undefined) return `${odd} is no key of it; there are ${configKeys.join(', ')}`
  const corridors: unknown = config['corridors']
  if (!Array.isArray(corridors))
    return 'corridors must be a list: corridors: [defineCorridor({...})]'
  if (corridors.length === 0) return 'register at least one corridor'
  const place = corridors.findIndex((one: unknown) => !isRegistered(one))
  if (place >= 0) return `corridors[${place}] is no corridor; make it with defineCorridor({...})`
  return signalsProblem(config['signals'])
}

function isRegistered(value: unknown): boolean {
  return isRecord(value) && typeof value['open'] === 'function'
}
