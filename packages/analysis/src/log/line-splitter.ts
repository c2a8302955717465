/** A line of this many bytes or more is no risk record. */
export const longestLine: number = 1 << 20

const newline = 10

/** Cuts chunks of bytes into lines, in constant memory; one of {@link longestLine} bytes or more comes as null. */
export class LineSplitter {
  #begun: Buffer[] = []
  #length = 0

  #keep(part: Buffer): void {
    this.#length += part.length
    if (this.#length < longestLine) this.#begun.push(Buffer.from(part))
    else this.#begun = [] // of a line that is too long only the length is kept
  }

  /** The lines that a chunk completes. The views are only good until the next chunk. */
  *take(chunk: Uint8Array): Iterable<Uint8Array | null> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      yield this.#length === 0
        ? short(bytes.subarray(start, end))
        : this.#complete(bytes.subarray(start, end))
      start = end + 1
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start))
  }

  /** What is left at the end of a file: its last line, if that has no newline. */
  *end(): Iterable<Uint8Array | null> {
    if (this.#length > 0) yield this.#complete(Buffer.alloc(0))
  }

  #complete(rest: Buffer): Uint8Array | null {
    const length = this.#length + rest.length
    const line = length < longestLine ? Buffer.concat([...this.#begun, rest]) : null
    this.#begun = []
    this.#length = 0
    return line
  }
}

function short(line: Buffer): Uint8Array | null {
  return line.length < longestLine ? line : null
}
