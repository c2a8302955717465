import type { ReactElement } from 'react'
import type { RecentRecord } from '../api/views.js'
import { count, milliseconds } from '../format/numbers.js'

/** What callers waited for nothing: the time of candidates that were asked for and not used. */
export function LatencyTax({
  recent,
}: {
  readonly recent: readonly RecentRecord[]
}): ReactElement | null {
  const asked = recent.filter(({ latency_ms: ms }) => ms !== null)
  const waits = asked
    .filter(({ status }) => status === 'fallback_deterministic' || status === 'error')
    .flatMap(({ latency_ms: ms }) => (ms === null ? [] : [ms]))
    .toSorted((a, b) => a - b)
  if (asked.length === 0) return null
  return (
    <p className="small latency-tax">
      <strong>Waited for nothing:</strong>{' '}
      {waits.length === 0
        ? `none of the latest ${count(asked.length)} candidates fell back.`
        : `${count(waits.length)} of the latest ${count(asked.length)} candidates fell back; their callers waited p50 ${milliseconds(quantile(waits, 0.5))}, p95 ${milliseconds(quantile(waits, 0.95))} and got the baseline.`}
    </p>
  )
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}
