import type { RolloutVerdict } from '@partial-trust/control'
import type { App } from 'partial-trust'
import type { MetricSource } from 'partial-trust/metrics'
import type { TokenStore } from './people/token-store.js'

/** The composed product, as its metrics are read. */
export function metricSource(
  app: App,
  verdict: (intent: string) => RolloutVerdict | null,
  tokens: TokenStore['list'],
  events: MetricSource['events'],
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
    ...(events && { events }),
    onRecord: (listener) => app.onRecord(listener),
    health: () => app.health(),
  }
}
