import { backgroundClock, rolloutController } from './control/index.js'
import type { RolloutController } from './control/index.js'
import type { App, Service } from './service/index.js'

/**
 * Starts holding the corridors' evidence against their plans, for as long as the service runs, and
 * tells whoever listens to its events. Null without live control.
 */
export function steerRollouts(app: App, events: Service['events']): RolloutController | null {
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
