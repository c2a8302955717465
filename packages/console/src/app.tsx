import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { ApiProblem } from './api/client.js'
import { useSession } from './api/queries.js'
import { Frame } from './frame.js'
import { LiveConnection } from './live/live-connection.js'
import { Login } from './pages/login.js'
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
        <Gatekeeper />
      </Router>
    </QueryClientProvider>
  )
}

/** Nothing is shown, and nothing is listened to, without a session. */
function Gatekeeper(): ReactElement {
  const session = useSession()
  if (session.data !== undefined) {
    return (
      <LiveConnection>
        <Frame role={session.data.role} />
      </LiveConnection>
    )
  }
  if (session.error instanceof ApiProblem && session.error.status === 401) return <Login />
  if (session.error !== null) {
    return (
      <main className="lone">
        <Failure error={session.error} retry={() => void session.refetch()} />
      </main>
    )
  }
  return (
    <main className="lone">
      <Waiting />
    </main>
  )
}
