import type { ConfigProblem } from './config.js'
import type { Environment } from './read-config.js'
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

function nearest(name: string, known: readonly string[]): string {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .reduce((best, next) => (next.distance < best.distance ? next : best)).candidate
}

/** Levenshtein's: insertions, deletions and replacements of single characters. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of from.split('').entries()) {
    const next = [index + 1]
    for (const [column, other] of to.split('').entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min((row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
