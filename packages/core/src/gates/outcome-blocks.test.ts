import { describe, expect, it } from 'vitest'
import { MetricsCounter, readBuckets, readMetrics, type CellKey } from '../metrics/index.js'
import { sampleObservation } from '../metrics/observations.contract.js'
import { outcomeBlocks } from './outcome-blocks.js'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 2, 1)
const at = (hours: number): CellKey => ({
  ...sampleObservation,
  bucket: Math.floor((startMs + hours * hourMs) / 10_000),
})

describe('outcome blocks', () => {
  it('are hours, by assigned arm, and only those that are complete', () => {
    const counter = new MetricsCounter()
    counter.outcome(at(0), 'candidate', true)
    counter.outcome(at(0.9), 'baseline', false)
    counter.outcome(at(1), 'baseline', true)
    const buckets = readBuckets(counter)
    const first = { candidate: { undone: 1, n: 1 }, baseline: { undone: 0, n: 1 } }
    const second = { candidate: { undone: 0, n: 0 }, baseline: { undone: 1, n: 1 } }
    expect(outcomeBlocks(buckets, startMs + 2 * hourMs - 1)).toEqual([first])
    expect(outcomeBlocks(buckets, startMs + 2 * hourMs)).toEqual([first, second])
  })

  it('never hold more that was undone than there was', () => {
    const counter = new MetricsCounter()
    counter.outcome(at(0), 'candidate', true)
    // Confirmed in an hour before, taken back in this one: an undone without an outcome.
    const late = { startMs, counts: { ...readMetrics(counter), candidateOutcomes: 0 } }
    expect(outcomeBlocks([late], Infinity)[0]?.candidate).toEqual({ undone: 1, n: 1 })
  })
})
