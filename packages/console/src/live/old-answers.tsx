import { useQueryClient } from '@tanstack/react-query'
import type { Query, QueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import type { ReactElement } from 'react'
import { ApiProblem } from '../api/client.js'
import { age } from '../format/time.js'
import { useNow } from '../ui/use-now.js'
import { useLive } from './live-connection.js'

/** One answer that fails may be followed by a good one at once; older than this, in ms, is worth a word. */
const tolerableMs = 8000

/**
 * Says that numbers on the page are old although the service is heard: its events come, its answers fail or do not come.
 * What was never answered says so in its own place.
 */
export function OldAnswers(): ReactElement | null {
  const queries = useQueryClient()
  const { state } = useLive()
  const listen = useCallback(
    (tell: () => void) => queries.getQueryCache().subscribe(tell),
    [queries],
  )
  const oldest = useSyncExternalStore(listen, () => oldestOf(queries))
  return oldest === undefined || state !== 'live' ? null : <Old query={oldest} />
}

function Old({ query }: { readonly query: Query }): ReactElement | null {
  const queries = useQueryClient()
  useNow(1000)
  const { dataUpdatedAt, error, fetchFailureReason } = query.state
  const oldMs = Date.now() - dataUpdatedAt
  if (oldMs < tolerableMs) return null
  const problem = error ?? fetchFailureReason
  return (
    <section aria-label="Old numbers" className="clock-note">
      <span role="alert">
        <strong>Not everything here is fresh.</strong> {problem?.message}.{' '}
        {problem instanceof ApiProblem && problem.detail}
      </span>{' '}
      What is oldest was told {age(oldMs)} ago.{' '}
      <button
        type="button"
        className="link"
        onClick={() => void queries.refetchQueries({ predicate: isOld })}
      >
        Try again
      </button>
    </section>
  )
}

function oldestOf(queries: QueryClient): Query | undefined {
  return queries
    .getQueryCache()
    .findAll({ predicate: isOld })
    .toSorted((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt)[0]
}

/** Whether a view that is shown was answered once, and was asked for again in vain. */
function isOld(query: Query): boolean {
  const { data, status, fetchFailureCount } = query.state
  const failing = status === 'error' || fetchFailureCount > 0
  return failing && data !== undefined && query.queryKey[0] !== 'session' && query.isActive()
}
