import type { ConfigProblem } from './config.js'
import type { Environment } from './read-config.js'
import { editDistance, nearest } from '../nearest.js'
import { variables } from './variables.js'

/** Nobody else's names begin so. */
const prefixes = ['PARTIAL_TRUST_', 'LLM_POLICY_']
/** Of names that others may use as well, so many letters away from one of ours is taken for it. */
const slipOfLetters = 2

/**
 * Names that begin like ours and are none of ours. Whoever wrote one meant something by it, most
 * likely to close a corridor, so it is a problem and not a shrug.
 */
export function misspelt(env: Environment): ConfigProblem[] {
  const known = Object.keys(variables)
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && !known.includes(name) && isMeant(name, env, known))
    .toSorted()
    .map((name) => ({
      variable: name,
      problem: `is no variable of this product; the nearest is ${nearest(usual(name), known)}`,
    }))
}

/** Whether a name was most likely meant to be one of ours: also in other letters, or with spaces around it. */
function isMeant(name: string, env: Environment, known: readonly string[]): boolean {
  const meant = usual(name)
  // On Windows a name in other letters is the same variable.
  if (meant !== name && known.includes(meant)) return env[meant] === undefined
  if (prefixes.some((prefix) => meant.startsWith(prefix))) return true
  return meant.startsWith('LLM_') && editDistance(meant, nearest(meant, known)) <= slipOfLetters
}

function usual(name: string): string {
  return name.trim().toUpperCase()
}
