import type { RiskRecord } from '@partial-trust/core'

type Listener = (record: RiskRecord) => void

/** Those who are told of every record; none of them can cost a decision or keep it from the next. */
export type Observers = {
  /** Returns the way to stop. */
  add(listener: Listener): () => void
  tell(record: RiskRecord): void
  /** Exceptions and rejections of observers so far. */
  readonly failures: () => number
}

export function observers(): Observers {
  const listeners = new Set<Listener>()
  let failures = 0
  const failed = (): void => {
    failures++
  }
  return {
    add(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(record) {
      for (const listener of listeners) {
        try {
          const answer: unknown = listener(record)
          if (answer instanceof Promise) answer.catch(failed)
        } catch {
          failed()
        }
      }
    },
    failures: () => failures,
  }
}
