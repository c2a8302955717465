import { setImmediate } from 'node:timers/promises'
import { endingMarks, mark, type Observation } from '@partial-trust/core'
import { readLine } from './fold-line.js'
import { LineSplitter } from './line-splitter.js'
import type { RiskLog } from './log-part.js'
import { partChunks } from './part-chunks.js'
import { recordHash } from './record-hash.js'
import { SeenRecords } from './seen-records.js'

export type Attempt = { readonly observation: Observation; readonly identity: number }

/** Most lines of a log say this; they are passed over without being parsed. */
const unasked = ['"status":"not_sampled"', '"status": "not_sampled"', '"status":"skipped"'] as const

/**
 * Every attempt of a log, each decision once, one at a time. A log that comes through a pipe can be read
 * once only.
 *
 * @param holes What turns out to be missing is added to these.
 * @throws The signal's reason when it is aborted in between.
 */
export async function* readAttempts(
  log: RiskLog,
  holes: string[],
  signal?: AbortSignal,
): AsyncIterable<Attempt> {
  const seen = new SeenRecords()
  for (const part of log.parts) {
    const splitter = new LineSplitter()
    for await (const chunk of partChunks(part, (hole) => holes.push(hole))) {
      await setImmediate() // a Ctrl-C gets through
      signal?.throwIfAborted()
      for (const line of splitter.take(chunk)) {
        const attempt = attemptOn(line, seen)
        if (attempt !== null) yield attempt
      }
    }
    for (const line of splitter.end()) {
      const attempt = attemptOn(line, seen)
      if (attempt !== null) yield attempt
    }
  }
}

function attemptOn(line: Uint8Array | null, seen: SeenRecords): Attempt | null {
  if (line === null || isUnasked(line)) return null
  const observation = readLine(line)
  if (typeof observation === 'string') return null
  if ((endingMarks(observation) & mark.attempt) === 0) return null
  const identity = recordHash(observation)
  return seen.add(identity) ? { observation, identity } : null
}

function isUnasked(line: Uint8Array): boolean {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  return unasked.some((text) => bytes.includes(text))
}
