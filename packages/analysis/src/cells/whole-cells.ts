import { createHash, type Hash } from 'node:crypto'
import { UserError } from '@partial-trust/settings'
import type { CellLine, SourceLine } from './cell-line.js'

/**
 * Whether the cells of a file are all there, and there once: a copy that was cut off, or put behind itself, reads as
 * cells all the same. Told by the lines that say what cells were counted of.
 */
export class WholeCells {
  readonly #path: string
  /** By the digest of its cells, the lines of each source. */
  readonly #sources = new Map<string, string>()
  #hash: Hash = createHash('sha256')
  #firstLine = 1
  #cells = 0
  #records = 0
  /** Undefined until a source says it, null where one does not say it. */
  #stated: number | null | undefined

  constructor(path: string) {
    this.#path = path
  }

  cell({ records }: CellLine, text: string): void {
    this.#hash.update(`${text}\n`)
    this.#cells += 1
    this.#records += records
  }

  /** @throws {UserError} when the cells since the source before are those of one that was there already. */
  source({ source: { records } }: SourceLine, line: number): void {
    const lines = `lines ${this.#firstLine} to ${line}`
    if (this.#cells > 0) {
      const digest = this.#hash.digest('hex')
      const before = this.#sources.get(digest)
      if (before !== undefined) {
        throw new UserError(
          `${this.#path}: ${lines} say the same as ${before}: one log would be counted twice`,
        )
      }
      this.#sources.set(digest, lines)
    }
    this.#hash = createHash('sha256')
    this.#cells = 0
    this.#firstLine = line + 1
    // A version before this was so did not say how many.
    const stated = this.#stated === undefined ? 0 : this.#stated
    this.#stated = stated === null || records === undefined ? null : stated + records
  }

  /** What is missing, a sentence each. */
  holes(): readonly string[] {
    const path = this.#path
    if (this.#stated === undefined) {
      return [
        `${path} has no line that says what its cells were counted of, which comes last: it may have been cut off`,
      ]
    }
    const [stated, found] = [this.#stated, this.#records]
    if (stated === null || stated === found) return []
    return [
      stated > found
        ? `${path} holds the cells of ${found} of ${stated} records: lines of it are gone`
        : `${path} holds the cells of ${found} records and says that they are of ${stated}: a part of it was cut off or is there twice`,
    ]
  }
}
