import { backgroundClock, rolloutController } from '@partial-trust/control'
import type { RolloutController } from '@partial-trust/control'
import type { App } from 'partial-trust'

/** Hears of every verdict, such as the service's event stream. */
export type VerdictListener = { send(event: 'verdict', data: unknown): void }

/**
 * Starts holding the corridors' evidence against their plans, for as long as the service runs, and
 * tells whoever listens to its events. Null without live control.
 */
export function steerRollouts(app: App, events: VerdictListener): RolloutController | null {
  if (app.control === null) return null
  const { store, evidence, leadership } = app.control
  const controller = rolloutController({
    store,
    evidence,
    clock: backgroundClock,
    leads: () => leadership.leads(),
    by: `rollout controller of ${app.instance}`,
    onVerdict: (intent, verdict) => events.send('verdict', { intent, verdict }),
  })
  controller.start()
  return controller
}
