import { isTrial } from './canary.js'
import type { ProcessCorridor } from './evidence-store.js'

/**
 * Whether a change is one that somebody waits to hear of from this process: of how a corridor stands that it
 * serves, or of a trial of the kill. A change elsewhere, and the end of a trial, are told with the next report: in a
 * fleet every report that need not be is one for every process.
 */
export class NewsOfCorridors {
  readonly #corridors: () => readonly ProcessCorridor[]
  #known: ReadonlySet<string> = new Set()

  /** @param corridors How they stand now, as a report says it. */
  constructor(corridors: () => readonly ProcessCorridor[]) {
    this.#corridors = corridors
  }

  look(): boolean {
    const before = this.#known
    const now = this.#corridors()
    this.#known = new Set(now.map(textOf))
    return now.some((corridor) => !before.has(textOf(corridor)) && !isTrialsEnd(corridor))
  }
}

function textOf(corridor: ProcessCorridor): string {
  return JSON.stringify(corridor)
}

function isTrialsEnd(corridor: ProcessCorridor): boolean {
  return isTrial(corridor) && corridor.rate > 0
}
