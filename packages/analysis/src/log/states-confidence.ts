import { setImmediate } from 'node:timers/promises'
import { partChunks } from './part-chunks.js'
import type { RiskLog } from './log-part.js'

const field = Buffer.from('"confidence"')

/**
 * Whether any line of a log has the field at all: a look at its bytes, which costs a tenth of reading its
 * records and keeps nothing.
 *
 * @param holes What turns out to be missing is added to these.
 * @throws The signal's reason when it is aborted in between.
 */
export async function statesConfidence(
  log: RiskLog,
  holes: string[],
  signal?: AbortSignal,
): Promise<boolean> {
  for (const part of log.parts) {
    let end = Buffer.alloc(0) // the field may lie across two chunks
    for await (const chunk of partChunks(part, (hole) => holes.push(hole))) {
      await setImmediate() // a Ctrl-C gets through
      signal?.throwIfAborted()
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      const seam = Buffer.concat([end, bytes.subarray(0, field.length)])
      if (bytes.includes(field) || seam.includes(field)) return true
      end = Buffer.concat([end, bytes.subarray(-field.length)]).subarray(-field.length)
    }
  }
  return false
}
