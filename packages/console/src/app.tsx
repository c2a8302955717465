import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { ApiProblem } from './api/client.js'
import { useSession } from './api/queries.js'
import { onSessionChange } from './api/session.js'
import { Frame } from './frame.js'
import { LiveConnection } from './live/live-connection.js'
import { Login } from './pages/login.js'
import { ErrorBoundary } from './ui/error-boundary.js'
import { Failure, Waiting } from './ui/notices.js'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays one; only silence is worth another try.
      retry: (failures, error) => error instanceof ApiProblem && error.status === 0 && failures < 2,
      networkMode: 'always',
      gcTime: 60_000,
    },
    mutations: { networkMode: 'always' },
  },
})

export function App(): ReactElement {
  return (
    <QueryClientProvider client={queries}>
      <Router hook={useHashLocation}>
        <ErrorBoundary>
          <Gatekeeper />
        </ErrorBoundary>
      </Router>
    </QueryClientProvider>
  )
}

/** Nothing is shown, and nothing is listened to, without a session. */
function Gatekeeper(): ReactElement {
  const client = useQueryClient()
  const session = useSession()
  const was = useRef(false)
  const signedIn = session.data !== undefined && session.data !== null
  useEffect(
    () => onSessionChange(() => void client.refetchQueries({ queryKey: ['session'] })),
    [client],
  )
  useEffect(() => {
    if (signedIn) was.current = true
    // What was seen under a session that has ended must not be seen again.
    else if (session.data === null) client.removeQueries({ predicate: isView })
  }, [client, signedIn, session.data])

  if (signedIn && session.data !== null) {
    return (
      <LiveConnection>
        <Frame role={session.data.role} />
      </LiveConnection>
    )
  }
  if (session.data === null) return <Login ended={was.current} />
  return (
    <main className="lone">
      {session.error === null ? (
        <Waiting />
      ) : (
        <Failure error={session.error} retry={() => void session.refetch()} />
      )}
    </main>
  )
}

function isView({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== 'session'
}
