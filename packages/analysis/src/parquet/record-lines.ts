import { createHash } from 'node:crypto'
import { readLine } from '../log/fold-line.js'
import { LineSplitter } from '../log/line-splitter.js'
import type { LogPart, TellHole } from '../log/log-part.js'
import { partChunks } from '../log/part-chunks.js'

/** The records of a part as text, and what was seen on the way. */
export class RecordLines {
  unreadable = 0
  readonly #hash = createHash('sha256')
  readonly #part: LogPart
  readonly #tell: TellHole

  constructor(part: LogPart, tell: TellHole) {
    this.#part = part
    this.#tell = tell
  }

  /** SHA-256 of all bytes read, in hex; to be asked once, at the end. */
  digest(): string {
    return this.#hash.digest('hex')
  }

  async *read(signal?: AbortSignal): AsyncGenerator<string, void> {
    const splitter = new LineSplitter()
    for await (const chunk of partChunks(this.#part, this.#tell)) {
      signal?.throwIfAborted()
      this.#hash.update(chunk)
      yield* this.#texts(splitter.take(chunk))
    }
    yield* this.#texts(splitter.end())
  }

  *#texts(lines: Iterable<Uint8Array | null>): Generator<string, void> {
    for (const line of lines) {
      const read = line === null ? 'unreadable' : readLine(line)
      if (read === 'unreadable') this.unreadable += 1
      else if (read !== 'blank' && line !== null) yield Buffer.from(line).toString('utf8')
    }
  }
}
