import type { Clock } from '@partial-trust/core'
import { leadMs } from './leadership.js'

export type HeldLead = {
  /** As the store last said. */
  readonly held: boolean
  /** Asks the store now. */
  take(): Promise<boolean>
  /** From now on the lead is renewed for as long as it is held. */
  start(): void
  /** Renews it no more; what was taken lapses by itself. */
  release(): void
  stop(): void
}

/** Three renewals may fail, or be late, before the lead lapses. */
const renewEveryMs = leadMs / 4

/**
 * The lead of one process, renewed by the clock alone: whoever leads may work, and rest after it, for longer
 * than the lead lasts.
 *
 * @param leads Takes or keeps the lead; see {@link Leadership.leads}.
 */
export function heldLead(leads: () => Promise<boolean>, clock: Clock): HeldLead {
  let held = false
  let timer: unknown
  let running = false

  async function take(): Promise<boolean> {
    held = await leads()
    return held
  }

  function schedule(): void {
    if (running) timer = clock.setTimer(renew, renewEveryMs)
  }

  function renew(): void {
    // A store that does not answer is asked again; meanwhile the lead lapses, as it must.
    if (held) take().then(schedule, schedule)
    else schedule()
  }

  return {
    get held() {
      return held
    },
    take,
    start() {
      running = true
      schedule()
    },
    release() {
      held = false
    },
    stop() {
      running = false
      clock.clearTimer(timer)
    },
  }
}
