import { bucketMs, counterIndex } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import type { HourlyMetrics } from '@partial-trust/control'
import type { SpanView } from '../view-types/index.js'
import { remembered } from './hours.js'

/** At most this many stretches are told. */
const mostStretches = 40

type Stretch = { readonly first: number; last: number; span: SpanView }

/**
 * When which (stage, epoch, rate, mode) answered, oldest first. One that comes back after another has
 * answered begins a new stretch, so that stretches overlap only where two answered at the same time.
 */
export function stretches({ hours }: HourlyMetrics): readonly SpanView[] {
  const open = new Map<string, Stretch>()
  const done: Stretch[] = []
  for (const [, hour] of [...hours].toSorted(([a], [b]) => a - b)) {
    for (const run of runsOf(hour)) {
      const { name, first, last, span } = run
      const known = open.get(name)
      const passed =
        known !== undefined &&
        [...open].some(
          ([other, one]) => other !== name && one.last > known.last && one.last < first,
        )
      if (known === undefined || passed) {
        const begun = { first, last, span }
        open.set(name, begun)
        done.push(begun)
      } else {
        known.span = together(known.span, span)
        known.last = last
      }
    }
  }
  return done.slice(-mostStretches).map(({ first, last, span }) => ({
    ...span,
    from: new Date(first * bucketMs).toISOString(),
    to: new Date((last + 1) * bucketMs).toISOString(),
  }))
}

type Run = Readonly<Stretch> & { readonly name: string }

/** What answered in an hour, in order; where the same answered all of it, as one. */
const runsOf = remembered(({ cells }): readonly Run[] => {
  const runs = [...cells.values()]
    .filter(({ key, vector }) => key.bucket !== null && (vector[counterIndex.sampled] ?? 0) > 0)
    .toSorted((a, b) => (a.key.bucket ?? 0) - (b.key.bucket ?? 0))
    .map(runOf)
  const [first, ...rest] = runs
  if (first === undefined || rest.some(({ name }) => name !== first.name)) return runs
  const span = rest.reduce((sum, run) => together(sum, run.span), first.span)
  return [{ ...first, last: rest.at(-1)?.last ?? first.last, span }]
})

function runOf({ key, vector }: Cell): Run {
  const { stage, epoch, model, mode, sampleRate: rate } = key
  const bucket = key.bucket ?? 0
  const count = (counter: keyof typeof counterIndex): number => vector[counterIndex[counter]] ?? 0
  return {
    name: JSON.stringify([stage, epoch, mode, rate]),
    first: bucket,
    last: bucket,
    span: {
      stage,
      epoch,
      mode,
      rate,
      model,
      from: '',
      to: '',
      sampled: count('sampled'),
      attempts: count('attempts'),
      errors: count('errors'),
      accepted: count('accepted'),
    },
  }
}

/** Two of the same, one after the other. */
function together(earlier: SpanView, later: SpanView): SpanView {
  return {
    ...earlier,
    model: later.model ?? earlier.model,
    sampled: earlier.sampled + later.sampled,
    attempts: earlier.attempts + later.attempts,
    errors: earlier.errors + later.errors,
    accepted: earlier.accepted + later.accepted,
  }
}
