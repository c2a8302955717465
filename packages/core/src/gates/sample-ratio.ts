import { counterIndex, type CellKey, type Metrics } from '../metrics/index.js'
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
  const ratios = new Map<number, { eligible: number; sampled: number }>()
  for (const { key, vector } of metrics.cells.values()) {
    const { sampleRate: rate } = key
    if (rate === null || !includes(key)) continue
    const ratio = ratios.get(rate) ?? { eligible: 0, sampled: 0 }
    ratio.eligible += vector[counterIndex.eligible] ?? 0
    ratio.sampled += vector[counterIndex.sampled] ?? 0
    ratios.set(rate, ratio)
  }
  return [...ratios].map(([rate, ratio]) => ({ rate, ...ratio }))
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
