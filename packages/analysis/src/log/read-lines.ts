import { closeSync, openSync, readSync } from 'node:fs'

/** A line longer than this is no risk record. */
export const longestLine: number = 1 << 20

/**
 * The lines of part of a file, in constant memory; a line longer than {@link longestLine} comes as
 * null. The views are only good until the next one.
 */
export function* readLines(
  path: string,
  from = 0,
  to = Number.POSITIVE_INFINITY,
): Iterable<Uint8Array | null> {
  const buffer = Buffer.allocUnsafe(longestLine)
  const file = openSync(path, 'r')
  try {
    let position = from
    let kept = 0
    let skipping = false
    for (;;) {
      const room = Math.min(buffer.length - kept, to - position)
      const got = room > 0 ? readSync(file, buffer, kept, room, position) : 0
      position += got
      const filled = kept + got
      let start = 0
      for (;;) {
        const end = buffer.subarray(0, filled).indexOf(10, start)
        if (end === -1) break
        if (!skipping) yield buffer.subarray(start, end)
        skipping = false
        start = end + 1
      }
      kept = filled - start
      buffer.copyWithin(0, start, filled)
      if (got === 0) {
        if (kept > 0 && !skipping) yield buffer.subarray(0, kept)
        return
      }
      if (kept === buffer.length) {
        if (!skipping) yield null
        skipping = true
        kept = 0
      }
    }
  } finally {
    closeSync(file)
  }
}
