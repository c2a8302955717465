import { useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { currentSession, getJson } from './client.js'
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

/** What a viewer sees refreshes by itself this often, besides every event that says something changed. */
const refreshMs = 2000

/** Null: nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => currentSession(signal),
    staleTime: Infinity,
  })
}

export function useOverview(): UseQueryResult<OverviewView> {
  return useView<OverviewView>(['overview'], '/v1/corridors')
}

export function useCorridor(intent: string): UseQueryResult<CorridorView> {
  return useView<CorridorView>(['corridor', intent], corridorPath(intent))
}

export function useMetrics(intent: string, span: MetricWindow): UseQueryResult<MetricsView> {
  return useView<MetricsView>(
    ['metrics', intent, span],
    `${corridorPath(intent)}/metrics?window=${span}`,
    5000,
  )
}

export function useGate(intent: string): UseQueryResult<GateView> {
  return useView<GateView>(['gate', intent], `${corridorPath(intent)}/gate`)
}

export function useAudit(intent: string | null, limit: number): UseQueryResult<AuditView> {
  const path = intent === null ? '/v1/audit' : `${corridorPath(intent)}/audit`
  return useView<AuditView>(['audit', intent, limit], `${path}?limit=${limit}`, 10_000)
}

export function usePlan(): UseQueryResult<PlansView> {
  return useView<PlansView>(['plan'], '/v1/plan', 10_000)
}

export function corridorPath(intent: string): string {
  return `/v1/corridors/${encodeURIComponent(intent)}`
}

/** Also used for views that only some builds serve. */
export function useView<View>(
  key: readonly (string | number | null)[],
  path: string,
  everyMs: number | false = refreshMs,
): UseQueryResult<View> {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => getJson<View>(path, signal),
    refetchInterval: everyMs,
    placeholderData: (previous) => previous,
  })
}
