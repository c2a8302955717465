import { useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import type { Api, MeView } from '@partial-trust/service/api'
import { ask, currentSession } from './client.js'
import type { Session } from './session.js'
import type {
  AuditView,
  CorridorView,
  GateView,
  MetricsView,
  MetricWindow,
  OverviewView,
  PlansView,
} from './views.js'

/** Counts refresh by themselves this often; what somebody or a gate changed comes at once, with its event. */
const refreshMs = 5000

/** Null: nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => currentSession(signal),
    staleTime: Infinity,
  })
}

/** Whether the service leads people to an identity provider. Until that is known, and where it cannot be: no. */
export function useSignOnOffered(): boolean {
  const ways = useQuery({
    queryKey: ['session', 'ways'],
    queryFn: ({ signal }) => ask('GET /v1/session/ways', {}, signal),
    staleTime: Infinity,
  })
  return ways.data?.sign_on === true
}

/**
 * Every corridor. Beside another page it is news of changes, which come with their events: its counts are looked at
 * often only where they are shown.
 */
export function useOverview(shown?: 'shown'): UseQueryResult<OverviewView> {
  return useView('GET /v1/corridors', {}, shown === undefined ? 15_000 : refreshMs)
}

/** Who one is, and what one may do where. */
export function useMe(): UseQueryResult<MeView> {
  return useView('GET /v1/me', {}, 10_000)
}

export function useCorridor(intent: string): UseQueryResult<CorridorView> {
  return useView('GET /v1/corridors/{intent}', { path: { intent } })
}

export function useMetrics(
  intent: string,
  window: MetricWindow,
  by?: 'epoch',
): UseQueryResult<MetricsView> {
  const given = { path: { intent }, query: { window, by } }
  return useView('GET /v1/corridors/{intent}/metrics', given, 5000)
}

export function useGate(intent: string): UseQueryResult<GateView> {
  return useView('GET /v1/corridors/{intent}/gate', { path: { intent } })
}

export function useAudit(intent: string | null, limit: number): UseQueryResult<AuditView> {
  const query = { limit }
  const fleet = useView('GET /v1/audit', { query }, 10_000, intent === null)
  const given = { path: { intent: intent ?? '' }, query }
  const one = useView('GET /v1/corridors/{intent}/audit', given, 10_000, intent !== null)
  return intent === null ? fleet : one
}

export function usePlan(): UseQueryResult<PlansView> {
  return useView('GET /v1/plan', {}, 10_000)
}

type Reading = Extract<keyof Api, `GET ${string}`>

/** Also used for views that only some builds serve. */
export function useView<Route extends Reading>(
  route: Route,
  given: Parameters<typeof ask<Route>>[1],
  everyMs: number | false = refreshMs,
  enabled: boolean = true,
): UseQueryResult<Api[Route]['answer']> {
  return useQuery({
    queryKey: [route, given],
    queryFn: ({ signal }) => ask(route, given, signal),
    refetchInterval: everyMs,
    placeholderData: (previous) => previous,
    enabled,
  })
}
