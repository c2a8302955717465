import { readMetrics, type CellKey, type Metrics } from '../metrics/index.js'
import { evidenceAbove, evidenceBelow } from './evidence.js'

/** Chance of ever calling a correct sampler wrong, over all `tests` together. */
const alpha = 0.001

/** Of the decisions that reached the draw at one rate, those that the draw took. Copies of a line count. */
export type SampleRatio = {
  readonly rate: number
  readonly eligible: number
  readonly sampled: number
}

/** By rate, over every cell that `includes`. */
export function sampleRatios(
  metrics: Metrics,
  includes: (key: CellKey) => boolean,
): readonly SampleRatio[] {
  const rates = new Set<number>()
  for (const { key } of metrics.cells.values()) {
    if (key.sampleRate !== null && includes(key)) rates.add(key.sampleRate)
  }
  return [...rates].map((rate) => {
    const ofRate = (key: CellKey): boolean => key.sampleRate === rate && includes(key)
    const { eligible, sampled } = readMetrics(metrics, ofRate)
    return { rate, eligible, sampled }
  })
}

/**
 * Whether the draw can have taken that share of the decisions. Too few sampled ones mean that records of
 * candidates are missing, and who was lost is not chance; too many, that those of the others are, or that
 * the sample is not what it claims. Holds however often one looks; ids that repeat make it a little too eager.
 */
export function sampleRatioFault(
  { rate, eligible, sampled }: SampleRatio,
  tests = 1,
): 'too_few' | 'too_many' | null {
  if (eligible === 0) return null
  if (rate <= 0) return sampled > 0 ? 'too_many' : null
  if (rate >= 1) return sampled < eligible ? 'too_few' : null
  const limit = Math.log((2 * tests) / alpha)
  if (evidenceBelow(rate)(sampled, eligible) >= limit) return 'too_few'
  return evidenceAbove(rate)(sampled, eligible) >= limit ? 'too_many' : null
}
