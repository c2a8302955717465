import { metricCount, metricNames, readVector } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import { decodeCounts, decodeKey, encodeCounts } from './cell-codec.js'

describe('counts in the store', () => {
  it('are read from a version that did not count disagreement, and prove nothing of it', () => {
    const old =
      '{"attempts":100,"judged":100,"compared":100,"intentMismatch":3,"accepted":90,"latency_7":100}'
    const counts = readVector(decodeCounts(old))
    expect(metricCount('intent_mismatch', counts)).toEqual({ s: 3, n: 100 })
    expect(metricCount('disagreement', counts)).toEqual({ s: 0, n: 0 })
    expect(metricCount('decision_type_mismatch', counts)).toEqual({ s: 0, n: 0 })
  })

  it('come back as they were, whatever metric they are of', () => {
    const vector = decodeCounts('{}')
    for (let i = 0; i < vector.length; i += 1) vector[i] = i + 1
    const back = readVector(decodeCounts(encodeCounts(vector)))
    expect(back).toEqual(readVector(vector))
    expect(metricNames.every((name) => metricCount(name, back).n > 0)).toBe(true)
  })

  it('of a newer version are read without what this one does not know', () => {
    expect(readVector(decodeCounts('{"attempts":2,"appeals":1}')).attempts).toBe(2)
  })
})

it.each(['', '{', 'nothing'])(
  'refuses %j as a cell, as it refuses any other text that is none',
  (text) => {
    expect(() => decodeKey(text)).toThrow(TypeError)
    expect(() => decodeCounts(text)).toThrow(TypeError)
  },
)

it('refuses a count without end: it could be written to nobody', () => {
  expect(() => decodeCounts('{"attempts":1e999}')).toThrow(TypeError)
})
