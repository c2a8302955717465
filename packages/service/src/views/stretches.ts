import { bucketMs, counterIndex } from '@partial-trust/core'
import type { Metrics } from '@partial-trust/core'
import type { SpanView } from '../view-types.js'

/** At most this many stretches are told. */
const mostStretches = 40

type Stretch = { readonly first: number; last: number; span: SpanView }

/**
 * When which (stage, epoch, rate, mode) answered, oldest first. One that comes back after another has
 * answered begins a new stretch, so that stretches overlap only where two answered at the same time.
 */
export function stretches(metrics: Metrics): readonly SpanView[] {
  const cells = [...metrics.cells.values()]
    .filter(({ key, vector }) => key.bucket !== null && (vector[counterIndex.sampled] ?? 0) > 0)
    .toSorted((a, b) => (a.key.bucket ?? 0) - (b.key.bucket ?? 0))
  const open = new Map<string, Stretch>()
  const done: Stretch[] = []
  for (const { key, vector } of cells) {
    const { bucket, stage, epoch, model, mode, sampleRate } = key
    if (bucket === null) continue
    const name = JSON.stringify([stage, epoch, mode, sampleRate])
    const known = open.get(name)
    const passed =
      known !== undefined &&
      [...open].some(([other, { last }]) => other !== name && last > known.last && last < bucket)
    const stretch: Stretch =
      known === undefined || passed
        ? {
            first: bucket,
            last: bucket,
            span: { ...nothing, stage, epoch, mode, rate: sampleRate },
          }
        : known
    if (stretch !== known) done.push(stretch)
    open.set(name, stretch)
    const count = (counter: keyof typeof counterIndex): number => vector[counterIndex[counter]] ?? 0
    stretch.last = bucket
    stretch.span = {
      ...stretch.span,
      model: model ?? stretch.span.model,
      from: new Date(stretch.first * bucketMs).toISOString(),
      to: new Date((bucket + 1) * bucketMs).toISOString(),
      sampled: stretch.span.sampled + count('sampled'),
      attempts: stretch.span.attempts + count('attempts'),
      errors: stretch.span.errors + count('errors'),
      accepted: stretch.span.accepted + count('accepted'),
    }
  }
  return done.slice(-mostStretches).map(({ span }) => span)
}

const nothing = { model: null, from: '', to: '', sampled: 0, attempts: 0, errors: 0, accepted: 0 }
