import type { Clock } from '@partial-trust/core'
import type { RolloutVerdict } from './judge-rollout.js'
import type { Control } from './open-control.js'
import { startStopProver } from './stop-proof.js'
import type { StopProof } from './stop-proof.js'
import { rolloutController } from './rollout-controller.js'
import type { RolloutController } from './rollout-controller.js'

export type SteerRolloutsOptions = {
  readonly control: Pick<Control, 'store' | 'evidence' | 'desk' | 'leadership'>
  /** Name of this process, for the audit trail. */
  readonly instance: string
  /** Its timers must not keep the process alive; see `backgroundClock`. */
  readonly clock: Clock
  /** Told of every verdict that differs from the one before. */
  readonly onVerdict?: (intent: string, verdict: RolloutVerdict) => void
  /** How often the kill is tried in every process, in ms; absent or 0: never. */
  readonly proveEveryMs?: number
  /** Told what each trial showed. */
  readonly onProof?: (proof: StopProof) => void
}

/**
 * Starts holding the corridors' evidence against their plans, for as long as the process runs: NO_GO
 * closes, and `promote: auto` promotes. Any process that holds the store may; one of them leads.
 */
export function steerRollouts(options: SteerRolloutsOptions): RolloutController {
  const { control, instance, clock, onVerdict, proveEveryMs: everyMs = 0 } = options
  const controller = rolloutController({
    store: control.store,
    desk: control.desk,
    tidies: true,
    clock,
    leads: () => control.leadership.leads(instance),
    by: `rollout controller of ${instance}`,
    ...(onVerdict === undefined ? {} : { onVerdict }),
  })
  controller.start()
  if (everyMs === 0) return controller
  const onProof = options.onProof ?? (() => {})
  const rest = startStopProver({ control, instance, everyMs, clock, onProof })
  return {
    ...controller,
    stop() {
      rest()
      controller.stop()
    },
  }
}
