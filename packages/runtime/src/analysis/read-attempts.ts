import { course, courseOf, type Observation } from '@partial-trust/core'
import { readLine } from './fold-line.js'
import type { LogFile } from './log-files.js'
import { readLines } from './read-lines.js'
import { recordHash } from './record-hash.js'
import { SeenRecords } from './seen-records.js'

export type Attempt = { readonly observation: Observation; readonly identity: number }

/** Most lines of a log say this; they are passed over without being parsed. */
const unasked = ['"status":"not_sampled"', '"status": "not_sampled"', '"status":"skipped"'] as const

/** Every attempt of a log, each decision once, one at a time. */
export function* readAttempts(files: readonly LogFile[]): Iterable<Attempt> {
  const seen = new SeenRecords()
  for (const { path, bytes } of files) {
    for (const line of readLines(path, 0, bytes)) {
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
