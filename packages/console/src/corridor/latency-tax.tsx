import type { ReactElement } from 'react'
import type { CountsView } from '../api/views.js'
import { count, milliseconds, plural, ratio } from '../format/numbers.js'
import { age } from '../format/time.js'

/** What callers waited for nothing: the time of candidates that were asked for and not used. */
export function LatencyTax({ day }: { readonly day: CountsView }): ReactElement | null {
  const { waits, waited_ms: waitedMs, attempts } = day
  if (attempts === 0) return null
  return (
    <p className="small latency-tax">
      <strong>Waited for nothing:</strong>{' '}
      {waits === 0
        ? 'no candidate of the last 24 h is known to have been waited for in vain.'
        : `${plural(waits, 'candidate')} (${ratio(waits, attempts)} of ${count(attempts)}) fell back to the baseline; their callers waited ${milliseconds(waitedMs / waits)} each on average, ${age(waitedMs)} in all.`}
    </p>
  )
}
