import { addVector, emptyVector } from '@partial-trust/core'
import { latestFigures } from '../stop-proof.js'
import type { CellKey, CountVector } from '@partial-trust/core'
import { decodeKey, encodeKey, pooledKey, raiseAndDiffer } from '../cell-codec.js'
import { cellsAPage } from '../evidence-store.js'
import type { EvidenceStore } from '../evidence-store.js'
import { outcomeGain } from '../outcome.js'
import type { OutcomeKind } from '../outcome.js'
import type { MemoryContents, MemoryMedium } from './memory-medium.js'

const dayMs = 86_400_000

/** Evidence in memory: the same arithmetic as every other store. */
export function memoryEvidenceStore(medium: MemoryMedium, now: () => number): EvidenceStore {
  const lately = () =>
    [...medium.contents.processes.values()].filter(({ atMs }) => now() - atMs <= dayMs)
  return {
    async save(cells) {
      const held = medium.contents
      const seq = lastSeq(held) + 1
      for (const { key, vector } of cells) {
        const name = encodeKey(key)
        const known = held.cells.get(name) ?? emptyVector()
        const added = raiseAndDiffer(known, vector)
        held.cells.set(name, known)
        if (added !== null) addToPool(held, key, added, seq)
      }
    },
    async evidence(since = 0) {
      const grown = [...medium.contents.pooled]
        .filter(([, { seq }]) => seq > since)
        .toSorted(([, a], [, b]) => a.seq - b.seq)
      // A page never ends between cells of one change: who goes on after it would miss the rest.
      const end = grown.findIndex(
        ([, { seq }], index) => index >= cellsAPage && seq !== grown[index - 1]?.[1].seq,
      )
      const page = end < 0 ? grown : grown.slice(0, end)
      const cells = new Map(
        page.map(([name, { vector }]) => [name, { key: decodeKey(name), vector: vector.slice() }]),
      )
      const { storeId: past } = medium.contents
      return { metrics: { cells }, upTo: page.at(-1)?.[1].seq ?? since, more: end >= 0, past }
    },
    async outcome(report) {
      const held = medium.contents
      const { key, id, kind } = report
      const name = JSON.stringify([key.corridor, id])
      const gain = outcomeGain(held.outcomes.get(name) ?? null, report)
      if (gain === null) return false
      held.outcomes.set(name, kind)
      addToPool(held, key, gain, lastSeq(held) + 1)
      return true
    },
    async outcomes(corridor) {
      const found = new Map<string, OutcomeKind>()
      for (const [name, kind] of medium.contents.outcomes) {
        const [of, id]: unknown[] = JSON.parse(name)
        if (of === corridor) found.set(String(id), kind)
      }
      return found
    },

    tidy: async () => false, // nothing here grows old

    async report(process) {
      const { processes } = medium.contents
      processes.set(process.instance, { report: process, atMs: now() })
      for (const [instance, { atMs }] of processes) {
        if (now() - atMs > dayMs) processes.delete(instance)
      }
    },
    async processes() {
      return lately()
        .toSorted((one, other) => other.atMs - one.atMs)
        .map(({ report, atMs }) => ({ ...report, heard_ms: now() - atMs }))
    },
    async stopProof() {
      return latestFigures(lately().map(({ report }) => report))
    },
    async close() {},
  }
}

function addToPool(held: MemoryContents, key: CellKey, gain: CountVector, seq: number): void {
  const name = encodeKey(pooledKey(key))
  const vector = held.pooled.get(name)?.vector ?? emptyVector()
  addVector(vector, gain)
  held.pooled.set(name, { vector, seq })
}

function lastSeq({ pooled }: MemoryContents): number {
  let last = 0
  for (const { seq } of pooled.values()) last = Math.max(last, seq)
  return last
}
