import type { ControlView } from '@partial-trust/core'

/** The end of a process's part in the product: from then on nothing is recorded or refreshed. */
export type Ending = {
  /** Null until it ended; then what control says of every corridor. */
  readonly view: () => ControlView | null
  onEnd(listener: () => void): void
  end(): void
}

/** What control says where there is no store. */
export const unmanaged: ControlView = { kind: 'unmanaged' }

/** Nobody will refresh control any more, so it is past its lease whatever it says. */
const past: ControlView = { kind: 'closed', reason: 'lease_expired', stage: null }

export function openEnding(): Ending {
  const listeners = new Set<() => void>()
  let ended = false
  return {
    view: () => (ended ? past : null),
    onEnd: (listener) => void listeners.add(listener),
    end() {
      ended = true
      for (const listener of listeners) listener()
      listeners.clear()
    },
  }
}
