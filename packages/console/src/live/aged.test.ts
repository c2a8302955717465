import { describe, expect, it, vi } from 'vitest'
import { agedBy, gatherAged, isAged } from './aged.js'
import type { Aged } from './aged.js'

const overview = ['GET /v1/corridors', {}]
const ofRefund = ['GET /v1/corridors/{intent}', { path: { intent: 'decide_refund' } }]
const ofFraud = ['GET /v1/corridors/{intent}/gate', { path: { intent: 'flag_fraud' } }]

describe('what an event makes old', () => {
  it('is what speaks of its corridor, and what speaks of all', () => {
    const aged = agedBy({ intent: 'flag_fraud', version: 3 })
    expect([overview, ofRefund, ofFraud].map((key) => isAged(key, aged))).toEqual([
      true,
      false,
      true,
    ])
  })

  it('is everything where it names no corridor, and never the session', () => {
    for (const data of [{}, null, 'no JSON', { intent: 3 }]) {
      const aged = agedBy(data)
      expect([overview, ofRefund, ['session']].map((key) => isAged(key, aged))).toEqual([
        true,
        true,
        false,
      ])
    }
  })

  it('is said once for a burst of events', () => {
    vi.useFakeTimers()
    try {
      const said: Aged[] = []
      const age = gatherAged((aged) => said.push(aged), Date.now)
      for (let index = 0; index < 20; index++) age(agedBy({ intent: `corridor_${index}` }))
      expect(said).toEqual([])
      vi.advanceTimersByTime(60)
      expect(said.map((aged) => (aged === 'everything' ? aged : aged.size))).toEqual([20])
      age(agedBy({ intent: 'one' }))
      age(agedBy({}))
      vi.advanceTimersByTime(400)
      expect(said.length).toBe(1)
      vi.advanceTimersByTime(100)
      expect(said.slice(1)).toEqual(['everything'])
    } finally {
      vi.useRealTimers()
    }
  })
})
