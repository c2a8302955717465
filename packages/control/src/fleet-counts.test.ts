import { counterIndex, emptyVector, readMetrics } from '@partial-trust/core'
import type { Cell, CellKey } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { encodeKey, foldedKey } from './cell-codec.js'
import type { EvidencePage } from './evidence-store.js'
import { FleetCounts, manyCells } from './fleet-counts.js'

const key: CellKey = {
  instance: '',
  bucket: 0,
  corridor: 'a',
  epoch: 'e',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
}

function cellOf(named: CellKey, sampled: number): Cell {
  const vector = emptyVector()
  vector[counterIndex.sampled] = sampled
  return { key: named, vector }
}

/** A store of so many buckets of one decision each, a page of them at a time, until they are put together. */
function untidied(buckets: number) {
  const store = { isTidy: false, pages: 0 }
  const aPage = 5000
  return {
    store,
    async putTogether() {
      store.isTidy = true
    },
    async evidence(since = 0): Promise<EvidencePage> {
      store.pages += 1
      const cells: Cell[] = []
      if (store.isTidy) cells.push(cellOf(foldedKey(key, 360), buckets))
      else {
        const upTo = Math.min(buckets, since + aPage)
        for (let at = since; at < upTo; at++) cells.push(cellOf({ ...key, bucket: at }, 1))
      }
      const upTo = store.isTidy ? buckets + 1 : since + cells.length
      const metrics = { cells: new Map(cells.map((cell) => [encodeKey(cell.key), cell])) }
      return { metrics, upTo, more: upTo < buckets, past: 'p' }
    },
  }
}

describe('what all processes counted', () => {
  it('is put together where it is too much to hold, and read anew, once', async () => {
    const source = untidied(3 * manyCells)
    const counts = new FleetCounts(source, Date.now, () => source.putTogether())
    await counts.refresh()
    expect(counts.of('a').cells.size).toBe(1)
    expect(readMetrics(counts.of('a')).sampled).toBe(3 * manyCells)
    expect(source.store.pages).toBe(manyCells / 5000 + 1)
  })

  it('is read as it is where it is not much', async () => {
    const source = untidied(manyCells / 2)
    const counts = new FleetCounts(source, Date.now, () => source.putTogether())
    await counts.refresh()
    expect(source.store.isTidy).toBe(false)
    expect(readMetrics(counts.of('a')).sampled).toBe(manyCells / 2)
  })
})
