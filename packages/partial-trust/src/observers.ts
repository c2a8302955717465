import { setImmediate } from 'node:timers'
import { copyOf, observed } from '@partial-trust/core'
import type { RiskRecord } from '@partial-trust/core'

type Listener = (record: RiskRecord) => unknown

/** Those who are told of every record; none of them can cost a decision or keep it from the next. */
export type Observers = {
  /** For our own code. Returns the way to stop. */
  add(listener: Listener): () => void
  /**
   * For code of the application: it gets a copy that it cannot change for others.
   *
   * @throws {TypeError} for what is no function.
   */
  addForeign(listener: unknown): () => void
  tell(record: RiskRecord): void
  /** Counts a failure of somebody who is told beside the observers. */
  readonly failed: () => void
  /** Exceptions and rejections of observers so far. */
  readonly failures: () => number
}

export function observers(): Observers {
  // Replaced and never changed: whoever is added while a record is told hears of the next one.
  let listeners: readonly { readonly hear: Listener }[] = []
  let failures = 0
  let telling = false
  let later: RiskRecord[] = []
  const failed = (): void => {
    failures++
  }

  function add(hear: Listener): () => void {
    const listener = { hear }
    listeners = [...listeners, listener]
    return () => {
      listeners = listeners.filter((one) => one !== listener)
    }
  }

  function tell(record: RiskRecord): void {
    // An observer that decides would be told of its own decision before it returned, and so on without end.
    if (telling) {
      if (later.push(record) === 1) setImmediate(tellLater)
      return
    }
    telling = true
    for (const listener of listeners) observed(() => listener.hear(record), failed)
    telling = false
  }

  function tellLater(): void {
    const waiting = later
    later = []
    for (const record of waiting) tell(record)
  }

  return {
    add,
    addForeign(listener) {
      if (!isListener(listener)) {
        throw new TypeError(`onRecord must be a function of the record, got ${typeof listener}`)
      }
      return add((record) => listener(copyOf(record)))
    },
    tell,
    failed,
    failures: () => failures,
  }
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function'
}
