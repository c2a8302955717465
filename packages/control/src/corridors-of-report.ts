import { effectiveRate } from '@partial-trust/core'
import type { Grant } from '@partial-trust/core'
import { canaryIntent } from './canary.js'
import type { ControlFeed } from './control-feed.js'
import type { ProcessCorridor } from './evidence-store.js'

/** A corridor as one process serves it. */
export type ServedCorridor = {
  readonly intent: string
  readonly epoch: string
  grant(): Grant
}

/** What a process says of the corridors it serves, and of the one that the kill is tried on. */
export function corridorsOfReport(
  served: readonly ServedCorridor[],
  feed: ControlFeed,
): readonly ProcessCorridor[] {
  return [...served.map((corridor) => servedCorridor(corridor, feed)), canaryCorridor(feed)]
}

function servedCorridor(corridor: ServedCorridor, feed: ControlFeed): ProcessCorridor {
  const { intent, epoch } = corridor
  const grant = corridor.grant()
  const { mode, setBy } = grant
  return { intent, epoch, rate: effectiveRate(grant), mode, set_by: setBy, ...actsOn(intent, feed) }
}

function canaryCorridor(feed: ControlFeed): ProcessCorridor {
  const view = feed.view(canaryIntent)
  const [rate, setBy] = view.kind === 'closed' ? [0, view.reason] : [1, 'trial']
  const mode = 'shadow'
  return {
    intent: canaryIntent,
    epoch: '',
    rate,
    mode,
    set_by: setBy,
    ...actsOn(canaryIntent, feed),
  }
}

function actsOn(intent: string, feed: ControlFeed): Pick<ProcessCorridor, 'version' | 'entry'> {
  const { version, audit } = feed.state(intent)
  return { version, entry: audit?.hash ?? null }
}
