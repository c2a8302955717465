import { counterIndex, counterNames, metricNames, metricTable } from '@partial-trust/core'
import type { HourlyMetrics } from '@partial-trust/control'
import { cellsFrom } from './hours.js'
import { stepSums } from './step-sums.js'
import type { Chosen, Steps } from './step-sums.js'
import type { EpochSeries } from '../view-types/index.js'

/** More than two lines in a chart are read by nobody. */
const apartAtMost = 2

type Seen = { readonly epoch: string | null; model: string | null; last: number }

/** The latest epochs of a stretch of time, each with its own counts in the steps of the whole; oldest first. */
export function epochsApart(
  counts: HourlyMetrics,
  steps: Steps,
  chosen: Chosen,
): readonly EpochSeries[] {
  return seenIn(counts, steps, chosen)
    .slice(-apartAtMost)
    .map(({ epoch, model }) => {
      const sums = stepSums(counts, counterNames, steps, { ...chosen, epoch })
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
  counts: HourlyMetrics,
  { first, end }: Steps,
  { stage, since = first }: Chosen,
): readonly Seen[] {
  const from = Math.max(first, since)
  const seen = new Map<string | null, Seen>()
  for (const { key, vector } of cellsFrom(counts, from).cells.values()) {
    const { bucket, epoch, model } = key
    const sampled = vector[counterIndex.sampled] ?? 0
    if (bucket === null || bucket < from || bucket >= end || sampled === 0) continue
    if (stage !== undefined && key.stage !== stage) continue
    const known = seen.get(epoch)
    if (known === undefined) seen.set(epoch, { epoch, model, last: bucket })
    else {
      known.last = Math.max(known.last, bucket)
      known.model ??= model
    }
  }
  return [...seen.values()].toSorted((a, b) => a.last - b.last)
}
