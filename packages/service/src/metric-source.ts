import type { StageVerdict } from '@partial-trust/core'
import type { App } from 'partial-trust'
import type { MetricSource } from 'partial-trust/metrics'

/** The composed product, as its metrics are read. */
export function metricSource(
  app: App,
  verdict: (intent: string) => StageVerdict | null,
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
    onRecord: (listener) => app.onRecord(listener),
    health: () => app.health(),
  }
}
