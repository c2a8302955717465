import { counterIndex, type Cell } from '../metrics/index.js'
import { evidenceAbove, evidenceBelow } from './evidence.js'

/** Chance of ever calling a correct sampler wrong, over all `tests` together. */
const alpha = 0.001

/** Of the decisions that reached the draw at one rate, those that the draw took. Copies of a line count. */
export type SampleRatio = {
  readonly rate: number
  readonly eligible: number
  readonly sampled: number
}

/** By rate, from the lowest; cells that no draw was made for say nothing. */
export function sampleRatios(cells: Iterable<Cell>): readonly SampleRatio[] {
  return ratiosTogether(drawsOf(cells))
}

function* drawsOf(cells: Iterable<Cell>): Generator<SampleRatio> {
  for (const { key, vector } of cells) {
    const { sampleRate: rate } = key
    if (rate === null) continue
    const eligible = vector[counterIndex.eligible] ?? 0
    yield { rate, eligible, sampled: vector[counterIndex.sampled] ?? 0 }
  }
}

/** Of decisions that are not the same, together. */
export function ratiosTogether(parts: Iterable<SampleRatio>): readonly SampleRatio[] {
  const ratios = new Map<number, { eligible: number; sampled: number }>()
  for (const { rate, eligible, sampled } of parts) {
    const ratio = ratios.get(rate)
    if (ratio === undefined) ratios.set(rate, { eligible, sampled })
    else {
      ratio.eligible += eligible
      ratio.sampled += sampled
    }
  }
  return [...ratios]
    .map(([rate, ratio]) => ({ rate, ...ratio }))
    .toSorted((a, b) => a.rate - b.rate)
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
