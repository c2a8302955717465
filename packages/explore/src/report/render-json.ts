import type { Exploration } from './exploration.js'
import { printableValue } from './printable.js'

/** The whole report as JSON; what its texts hold can be shown on a terminal even after it was parsed. */
export function renderJson(exploration: Exploration): string {
  return `${JSON.stringify(exploration, printableValue, 2)}\n`
}
