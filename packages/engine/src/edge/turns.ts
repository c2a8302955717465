import { setImmediate } from 'node:timers'

/** Few enough that the log writes more in a turn than so many records weigh. */
const mostInARow = 256

/**
 * Lets the loop turn between many decisions in a row. Where nothing a caller awaits needs the network, one
 * decision would follow another without the log being written, a timer running or a kill being heard of.
 */
export class Turns {
  #taken = 0
  #next: Promise<void> | null = null

  /** Counts one more decision; what it waits for before it is answered, null while there is no need. */
  take(): Promise<void> | null {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = null
        this.#taken = 0
        resolve()
      })
    })
    this.#taken += 1
    return this.#taken > mostInARow ? this.#next : null
  }
}
