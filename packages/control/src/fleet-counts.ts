import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Cell, Metrics } from '@partial-trust/core'
import type { HourlyCounts } from './desk.js'
import type { EvidenceStore } from './evidence-store.js'
import { EvidenceView } from './evidence-view.js'
import { byHour } from './hourly-metrics.js'
import type { HourlyMetrics } from './hourly-metrics.js'

/**
 * One process's copy of what all processes counted, by corridor: whoever judges or shows a rollout
 * reads this one, so that no two of them speak of different counts. Read page by page, with a pause
 * after each, because decisions run on the same thread.
 */
export class FleetCounts implements HourlyCounts {
  readonly #evidence: Pick<EvidenceStore, 'evidence'>
  readonly #nowMs: () => number
  #copy: Copy = { past: undefined, upTo: 0, corridors: new Map() }
  #reading: Promise<void> | null = null
  #readAtMs = Number.NEGATIVE_INFINITY
  #putTogether: (() => Promise<void>) | null

  /**
   * @param putTogether Puts together what the store holds, once: called where that is so much that it would fill the
   *   memory, and then all is read anew. Default: all is read as it is.
   */
  constructor(
    evidence: Pick<EvidenceStore, 'evidence'>,
    nowMs: () => number,
    putTogether: (() => Promise<void>) | null = null,
  ) {
    this.#evidence = evidence
    this.#nowMs = nowMs
    this.#putTogether = putTogether
  }

  /**
   * Reads what grew since the last time; shared by whoever asks at once.
   *
   * @param staleMs Counts this young are not asked for again. Default 0.
   * @throws {StoreUnavailableError} when it cannot be read; what was read before stays.
   */
  async refresh(staleMs = 0): Promise<void> {
    const ageMs = this.#nowMs() - this.#readAtMs
    if (ageMs >= 0 && ageMs < staleMs) return
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null
    })
    await this.#reading
  }

  /** A corridor's counts as they were last read. */
  of(corridor: string): HourlyMetrics {
    return this.#copy.corridors.get(corridor) ?? nothing
  }

  async #read(): Promise<void> {
    let copy = this.#copy
    for (let cells = 0; ;) {
      const { metrics, upTo, more, past } = await this.#evidence.evidence(copy.upTo)
      copy.past ??= past
      if (past !== undefined && past !== copy.past) {
        copy = { past, upTo: 0, corridors: new Map() }
        continue
      }
      take(copy.corridors, metrics)
      copy.upTo = upTo
      if (!more) break
      cells += metrics.cells.size
      if (cells >= manyCells && this.#putTogether !== null) {
        const putTogether = this.#putTogether
        this.#putTogether = null
        await putTogether()
        copy = { past: undefined, upTo: 0, corridors: new Map() }
      }
      await nextTurn()
    }
    this.#copy = copy
    this.#readAtMs = this.#nowMs()
  }
}

/** Twice what half a year comes to in a store that is kept tidy. */
export const manyCells = 50_000

/** What was read of one past of the store; another past is read from the beginning. */
type Copy = {
  past: string | undefined
  upTo: number
  readonly corridors: Map<string, EvidenceView>
}

function take(corridors: Copy['corridors'], { cells }: Metrics): void {
  const grown = new Map<string, Map<string, Cell>>()
  for (const [name, cell] of cells) {
    const { corridor } = cell.key
    const ofCorridor = grown.get(corridor) ?? new Map<string, Cell>()
    grown.set(corridor, ofCorridor.set(name, cell))
  }
  for (const [corridor, ofCorridor] of grown) {
    const view = corridors.get(corridor) ?? new EvidenceView()
    corridors.set(corridor, view)
    view.take({ cells: ofCorridor })
  }
}

const nothing = byHour({ cells: new Map() })
