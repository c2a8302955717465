import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleRatioFault } from './sample-ratio.js'

describe('the sample ratio', () => {
  it.each([
    { rate: 0.1, eligible: 10_000, sampled: 1000, fault: null },
    { rate: 0.1, eligible: 10_000, sampled: 1080, fault: null },
    { rate: 0.1, eligible: 10_000, sampled: 800, fault: 'too_few' },
    { rate: 0.1, eligible: 10_000, sampled: 1200, fault: 'too_many' },
    { rate: 0.01, eligible: 400, sampled: 400, fault: 'too_many' },
    { rate: 0.01, eligible: 400, sampled: 0, fault: null },
    { rate: 0, eligible: 50, sampled: 0, fault: null },
    { rate: 0, eligible: 50, sampled: 1, fault: 'too_many' },
    { rate: 1, eligible: 50, sampled: 50, fault: null },
    { rate: 1, eligible: 50, sampled: 49, fault: 'too_few' },
    { rate: 0.5, eligible: 0, sampled: 0, fault: null },
  ] as const)(
    'of $sampled among $eligible at $rate has the fault $fault',
    ({ fault, ...ratio }) => {
      expect(sampleRatioFault(ratio)).toBe(fault)
    },
  )

  it('is believed less easily the more of them are tested', () => {
    const ratios = fc.record({
      rate: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      eligible: fc.integer({ min: 1, max: 100_000 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(ratios, ({ rate, eligible, share }) => {
        const ratio = { rate, eligible, sampled: Math.floor(eligible * share) }
        const [alone, among] = [sampleRatioFault(ratio), sampleRatioFault(ratio, 20)]
        expect([alone, null]).toContain(among)
      }),
    )
  })
})
