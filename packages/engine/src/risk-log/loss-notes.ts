import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { lossNotePath, type Clock, type LossNote } from '@partial-trust/core'
import { orMissing } from './error-code.js'

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOCTTY

/**
 * Writes beside a log what never reached it, so that whoever reads the log alone knows that records are missing.
 * Never throws.
 */
export class LossNotes {
  readonly #logPath: string
  readonly #clock: Clock
  #noted = 0
  #reason: string | null = null
  #isOutageNoted = false
  #from: string

  constructor(logPath: string, clock: Clock) {
    this.#logPath = logPath
    this.#clock = clock
    this.#from = this.#now()
  }

  /**
   * While the log cannot be written, once: the process may not live to see it written again. On a full disk
   * the file is often made and stays empty, which readers take for a loss of unknown size.
   *
   * @param lost Records lost in all so far.
   */
  async noteFirst(lost: number, reason: string): Promise<void> {
    this.#reason = reason
    if (this.#isOutageNoted || lost === this.#noted) return
    this.#isOutageNoted = true
    await this.#note(lost)
  }

  /** Once the log is written again, or closed: all that was lost and is not noted yet. */
  async noteAll(lost: number): Promise<void> {
    if (lost > this.#noted && !(await this.#note(lost))) return
    this.#isOutageNoted = false
    this.#reason = null
    this.#from = this.#now()
  }

  async #note(lost: number): Promise<boolean> {
    const records = lost - this.#noted
    const note: LossNote = {
      from: this.#from,
      until: this.#now(),
      records,
      reason: this.#reason,
    }
    const isNoted = await appended(this.#logPath, note)
    if (isNoted) this.#noted = lost
    return isNoted
  }

  #now(): string {
    return new Date(this.#clock.epochMs()).toISOString()
  }
}

/** A log that is no file, such as a pipe, has no place for notes. */
async function appended(logPath: string, note: LossNote): Promise<boolean> {
  try {
    const log = await orMissing(stat(logPath))
    if (log !== null && !log.isFile()) return false
    const file = await open(lossNotePath(logPath), flags, 0o600)
    try {
      const line = Buffer.from(`${JSON.stringify(note)}\n`)
      const { bytesWritten } = await file.write(line)
      return bytesWritten === line.length
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}
