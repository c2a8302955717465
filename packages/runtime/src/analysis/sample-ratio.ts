import { evidenceAbove, evidenceBelow, readMetrics, type Metrics } from '@partial-trust/core'
import type { SampleRatioReport } from './report.js'

/** Chance of ever calling a correct sampler wrong, over all rates of one log together. */
const alpha = 0.001

/**
 * Whether the share of eligible decisions that the draw took can be the rate the records name: a
 * rate that is not met means that records are lost, or that the sample is not what it claims, and
 * no metric may be trusted. Ids that repeat make this test a little too eager.
 */
export function sampleRatios(metrics: Metrics): readonly SampleRatioReport[] {
  const pairs = new Map<string, { corridor: string; rate: number }>()
  for (const { key } of metrics.cells.values()) {
    const { corridor, sampleRate: rate } = key
    if (rate !== null) pairs.set(JSON.stringify([corridor, rate]), { corridor, rate })
  }
  return [...pairs.values()]
    .map(({ corridor, rate }) => {
      const counts = readMetrics(
        metrics,
        (key) => key.corridor === corridor && key.sampleRate === rate,
      )
      const { eligible, sampled } = counts
      return {
        corridor,
        sample_rate: rate,
        eligible,
        sampled,
        share: eligible === 0 ? null : sampled / eligible,
        verdict: verdict(sampled, eligible, rate, pairs.size),
      } as const
    })
    .filter((ratio) => ratio.eligible > 0)
    .toSorted((a, b) => a.sample_rate - b.sample_rate)
}

function verdict(s: number, n: number, rate: number, tests: number): 'consistent' | 'mismatch' {
  if (rate <= 0) return s === 0 ? 'consistent' : 'mismatch'
  if (rate >= 1) return s === n ? 'consistent' : 'mismatch'
  // The mean of two e-values is one: too many and too few are tested together.
  const [above, below] = [evidenceAbove(rate)(s, n), evidenceBelow(rate)(s, n)]
  const larger = Math.max(above, below)
  const both = larger + Math.log((Math.exp(above - larger) + Math.exp(below - larger)) / 2)
  return both >= Math.log(tests / alpha) ? 'mismatch' : 'consistent'
}
