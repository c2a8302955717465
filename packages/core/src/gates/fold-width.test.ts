import { describe, expect, it } from 'vitest'
import { bucketMs } from '../metrics/index.js'
import { defaultPlan } from './default-plan.js'
import { foldWidth, hourBuckets, placeOfBuckets } from './fold-width.js'

describe('windows that counts may be put together in', () => {
  it.each([
    { minutes: 10, width: 60 },
    { minutes: 60, width: 360 },
    { minutes: 120, width: 360 },
    { minutes: 90, width: 180 },
    { minutes: 7, width: 6 },
    { minutes: 1 / 6, width: 1 },
    { minutes: 1 / 4, width: 1 },
    { minutes: 0, width: 1 },
  ])('divide an hour and the plan’s $minutes min: $width buckets', ({ minutes, width }) => {
    expect(foldWidth(minutes)).toBe(width)
  })

  it('are no wider than asked for', () => {
    expect(foldWidth(10, 30)).toBe(30)
    expect(foldWidth(7, 30)).toBe(6)
  })

  it('are read where a bucket was sealed more than an hour ago, whole windows alone', () => {
    const sealedUntilMs = 5 * hourBuckets * bucketMs + 7 * bucketMs
    const placeOf = placeOfBuckets(defaultPlan, sealedUntilMs)
    const older = 4 * hourBuckets - 1
    expect(placeOf(older)).toBe(4 * hourBuckets - 60)
    expect(placeOf(4 * hourBuckets + 3)).toBe(4 * hourBuckets + 3)
    expect(placeOf(5 * hourBuckets)).toBe(5 * hourBuckets)
  })
})
