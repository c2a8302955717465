import type { StageVerdict } from '@partial-trust/core'
import type { App, AppCorridor } from 'partial-trust'
import type { MeasuredGrant, MetricSource } from 'partial-trust/metrics'

/** The composed product, as its metrics are read. */
export function metricSource(
  app: App,
  verdict: (intent: string) => StageVerdict | null,
): MetricSource {
  const { tally, control } = app
  const corridors = app.corridors.map((corridor) => ({
    intent: corridor.intent,
    use: () => corridor.use(),
    grant: () => grantOf(app, corridor),
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

function grantOf({ control }: App, { intent, settings }: AppCorridor): MeasuredGrant {
  const { deadlineMs, sampleRate, sampleRateCeiling } = settings
  const closed = (reason: string): MeasuredGrant => ({ closed: reason, rate: 0, deadlineMs })
  if (!settings.enabled) return closed('off')
  if (!settings.valid) return closed('config_invalid')
  const view = control?.feed.view(intent) ?? { kind: 'unmanaged' as const }
  if (view.kind === 'closed') return closed(view.reason)
  if (!settings.allowed) return closed('corridor_mismatch')
  if (!settings.policyEnabled) return closed('policy_disabled')
  const rate = view.kind === 'open' ? view.rate : sampleRate
  return { closed: null, rate: Math.min(rate, sampleRateCeiling), deadlineMs }
}
