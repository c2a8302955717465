import { setImmediate } from 'node:timers/promises'
import { course, courseOf, type Observation } from '@partial-trust/core'
import { readLine } from './fold-line.js'
import type { LogFile } from './log-files.js'
import { readLines } from './read-lines.js'
import { recordHash } from './record-hash.js'
import { SeenRecords } from './seen-records.js'

export type Attempt = { readonly observation: Observation; readonly identity: number }

/** Most lines of a log say this; they are passed over without being parsed. */
const unasked = ['"status":"not_sampled"', '"status": "not_sampled"', '"status":"skipped"'] as const

/** Lines between two moments in which a Ctrl-C gets through. */
const linesPerBreath = 20_000

/**
 * Every attempt of a log, each decision once, one at a time.
 *
 * @throws The signal's reason when it is aborted in between.
 */
export async function* readAttempts(
  files: readonly LogFile[],
  signal?: AbortSignal,
): AsyncIterable<Attempt> {
  const seen = new SeenRecords()
  let lines = 0
  for (const { path, bytes } of files) {
    for (const line of readLines(path, 0, bytes)) {
      lines += 1
      if (lines % linesPerBreath === 0) {
        await setImmediate()
        signal?.throwIfAborted()
      }
      if (line === null || isUnasked(line)) continue
      const observation = readLine(line)
      if (typeof observation === 'string') continue
      if ((courseOf(observation) & course.attempt) === 0) continue
      const identity = recordHash(observation)
      if (seen.add(identity)) yield { observation, identity }
    }
  }
}

function isUnasked(line: Uint8Array): boolean {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  return unasked.some((text) => bytes.includes(text))
}
