/** Whole lines in UTF-8, ready for one write call. */
export type Chunk = {
  readonly bytes: Buffer
  /** Bytes in use. */
  length: number
  lines: number
}

/** Lines are joined to about this many characters before they are encoded: one call for many. */
const batchChars = 8 * 1024
const chunkBytes = 256 * 1024
/** A UTF-16 unit takes at most three bytes in UTF-8. */
const mostBytesPerChar = 3
const sparesKept = 4

/**
 * Lines on their way to the file, in bounded memory. Adding one costs a concatenation; encoding
 * is done a batch at a time, into buffers that are used again.
 */
export class LineQueue {
  readonly #maxBytes: number
  #batch = ''
  #batchLines = 0
  #chunks: Chunk[] = []
  #chunkedBytes = 0
  #chunkedLines = 0
  /** May be under way to the file, so nothing is added to it any more. */
  #taken: Chunk | undefined
  readonly #spares: Buffer[] = []

  /** @param maxBytes Most bytes to hold; what would go beyond is refused. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#chunkedBytes + this.#batch.length
  }

  get lines(): number {
    return this.#chunkedLines + this.#batchLines
  }

  /** Whether the line was taken; false when there is no room. */
  add(line: string): boolean {
    if (this.bytes + line.length > this.#maxBytes) return false
    this.#batch += line
    this.#batchLines++
    if (this.#batch.length >= batchChars) this.#encode()
    return true
  }

  /** The oldest lines, which stay queued until {@link LineQueue.remove}; undefined when empty. */
  first(): Chunk | undefined {
    if (this.#chunks.length === 0) this.#encode()
    this.#taken = this.#chunks[0]
    return this.#taken
  }

  /** Forgets the oldest chunk. */
  remove(): void {
    const chunk = this.#chunks.shift()
    if (chunk === undefined) return
    this.#chunkedBytes -= chunk.length
    this.#chunkedLines -= chunk.lines
    if (chunk.bytes.length === chunkBytes && this.#spares.length < sparesKept) {
      this.#spares.push(chunk.bytes)
    }
  }

  clear(): void {
    while (this.first() !== undefined) this.remove()
  }

  #encode(): void {
    if (this.#batchLines === 0) return
    const chunk = this.#roomFor(this.#batch.length * mostBytesPerChar)
    const wrote = chunk.bytes.write(this.#batch, chunk.length)
    chunk.length += wrote
    chunk.lines += this.#batchLines
    this.#chunkedBytes += wrote
    this.#chunkedLines += this.#batchLines
    this.#batch = ''
    this.#batchLines = 0
  }

  #roomFor(most: number): Chunk {
    const last = this.#chunks.at(-1)
    const hasRoom = last !== undefined && last.bytes.length - last.length >= most
    if (hasRoom && last !== this.#taken) return last
    const spare = most <= chunkBytes ? this.#spares.pop() : undefined
    const bytes = spare ?? Buffer.allocUnsafeSlow(Math.max(chunkBytes, most))
    const chunk: Chunk = { bytes, length: 0, lines: 0 }
    this.#chunks.push(chunk)
    return chunk
  }
}
