import { readMetrics, sampleRatioFault, type Metrics } from '@partial-trust/core'
import type { SampleRatioReport } from './report.js'

/**
 * Whether the share of eligible decisions that the draw took can be the rate the records name, by
 * corridor and rate. A rate that is not met means that no metric may be trusted.
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
        verdict:
          sampleRatioFault({ rate, eligible, sampled }, pairs.size) === null
            ? 'consistent'
            : 'mismatch',
      } as const
    })
    .filter((ratio) => ratio.eligible > 0)
    .toSorted((a, b) => a.sample_rate - b.sample_rate)
}
