import { backgroundClock, steerRollouts as steer } from '@partial-trust/control'
import type { RolloutController } from '@partial-trust/control'
import type { App } from 'partial-trust'
import type { Telling } from './events/tell-events.js'
import { verdictInShort } from './verdict-in-short.js'

/** Hears of every verdict, such as the service's event stream. */
export type VerdictListener = { send(event: 'verdict', data: unknown): void }

/**
 * Starts the rollout controller of the running product, and tells whoever listens to its events. Null
 * without live control.
 */
export function steerRollouts(
  app: App,
  events: VerdictListener,
  telling: Pick<Telling, 'verdict' | 'proof'> | null = null,
): RolloutController | null {
  const { control } = app
  if (control === null) return null
  return steer({
    control,
    instance: app.instance,
    clock: backgroundClock,
    onVerdict(intent, verdict) {
      events.send('verdict', { intent, verdict: verdictInShort(verdict) })
      telling?.verdict(intent, verdict)
    },
    proveEveryMs: control.proveEveryMs,
    onProof(proof) {
      control.tellProof(proof)
      telling?.proof(proof)
    },
  })
}
