import { counterIndex, counterNames, metricNames, metricTable } from '@partial-trust/core'
import type { CellKey, Metrics } from '@partial-trust/core'
import { stepSums } from './step-sums.js'
import type { Steps } from './step-sums.js'
import type { EpochSeries } from '../view-types.js'

/** More than two lines in a chart are read by nobody. */
const apartAtMost = 2

type Seen = { readonly epoch: string | null; model: string | null; last: number }

/** The latest epochs of a stretch of time, each with its own counts in the steps of the whole; oldest first. */
export function epochsApart(
  metrics: Metrics,
  steps: Steps,
  includes: (key: CellKey) => boolean,
): readonly EpochSeries[] {
  return seenIn(metrics, steps, includes)
    .slice(-apartAtMost)
    .map(({ epoch, model }) => {
      const isOfIt = (key: CellKey): boolean => key.epoch === epoch && includes(key)
      const sums = stepSums(metrics, counterNames, steps, isOfIt)
      return {
        epoch,
        model,
        metrics: metricNames.map((name) => {
          const { s, n } = metricTable[name]
          return { name, s: sums(s), n: sums(n) }
        }),
      }
    })
}

/** Those with a sampled decision, by when they last had one. */
function seenIn(
  { cells }: Metrics,
  { first, end }: Steps,
  includes: (key: CellKey) => boolean,
): readonly Seen[] {
  const seen = new Map<string | null, Seen>()
  for (const { key, vector } of cells.values()) {
    const { bucket, epoch, model } = key
    const sampled = vector[counterIndex.sampled] ?? 0
    if (bucket === null || bucket < first || bucket >= end || sampled === 0 || !includes(key))
      continue
    const known = seen.get(epoch)
    if (known === undefined) seen.set(epoch, { epoch, model, last: bucket })
    else {
      known.last = Math.max(known.last, bucket)
      known.model ??= model
    }
  }
  return [...seen.values()].toSorted((a, b) => a.last - b.last)
}
