import { sampleRatioFault, sampleRatios, type Metrics } from '@partial-trust/core'
import type { SampleRatioReport } from './report.js'

/**
 * Whether the share of eligible decisions that the draw took can be the rate the records name, by
 * corridor and rate. A rate that is not met means that no metric may be trusted.
 */
export function sampleRatioReports(metrics: Metrics): readonly SampleRatioReport[] {
  const corridors = Map.groupBy(metrics.cells.values(), ({ key }) => key.corridor)
  const ratios = [...corridors].flatMap(([corridor, cells]) =>
    sampleRatios(cells).map((ratio) => ({ corridor, ratio })),
  )
  return ratios
    .filter(({ ratio }) => ratio.eligible > 0)
    .map(({ corridor, ratio }): SampleRatioReport => ({
      corridor,
      sample_rate: ratio.rate,
      eligible: ratio.eligible,
      sampled: ratio.sampled,
      share: ratio.sampled / ratio.eligible,
      verdict: sampleRatioFault(ratio, ratios.length) === null ? 'consistent' : 'mismatch',
    }))
    .toSorted((a, b) => a.sample_rate - b.sample_rate)
}
