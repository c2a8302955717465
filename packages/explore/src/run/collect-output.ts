/** Keeps bytes up to a limit; calls `onFull` once when more arrive, and drops those. */
export type Collector = { add(chunk: Buffer): void; bytes(): Buffer }

export function collect(limit: number, onFull: () => void): Collector {
  const chunks: Buffer[] = []
  let kept = 0
  let full = false
  return {
    add(chunk) {
      const room = limit - kept
      if (room > 0) {
        const part = chunk.subarray(0, room)
        chunks.push(part)
        kept += part.length
      }
      if (chunk.length > room && !full) {
        full = true
        onFull()
      }
    },
    bytes: () => Buffer.concat(chunks),
  }
}
