import type { StageVerdict } from '@partial-trust/core'
import type { App } from 'partial-trust'
import type { MetricSource } from 'partial-trust/metrics'
import type { TokenStore } from './people/token-store.js'

/** The composed product, as its metrics are read. */
export function metricSource(
  app: App,
  verdict: (intent: string) => StageVerdict | null,
  tokens: TokenStore['list'],
): MetricSource {
  const { tally, control } = app
  const corridors = app.corridors.map((corridor) => ({
    intent: corridor.intent,
    use: () => corridor.use(),
    grant: () => corridor.grant(),
  }))
  return {
    corridors: () => corridors,
    tally,
    control,
    verdict,
    tokens: () => tokens().filter(({ state }) => state === 'good' || state === 'expiring'),
    onRecord: (listener) => app.onRecord(listener),
    health: () => app.health(),
  }
}
