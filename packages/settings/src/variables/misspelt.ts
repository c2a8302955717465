import type { ConfigProblem } from './config.js'
import type { Environment } from './read-config.js'
import { nearest } from '../nearest.js'
import { variables } from './variables.js'

const prefix = 'PARTIAL_TRUST_'

/**
 * Names that begin like ours and are none of ours. Whoever wrote one meant something by it, most
 * likely to close a corridor, so it is a problem and not a shrug.
 */
export function misspelt(env: Environment): ConfigProblem[] {
  const known = Object.keys(variables)
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && env[name] !== undefined && !known.includes(name))
    .toSorted()
    .map((name) => ({
      variable: name,
      problem: `is no variable of this product; the nearest is ${nearest(name, known)}`,
    }))
}
