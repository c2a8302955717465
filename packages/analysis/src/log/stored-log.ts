import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { LogFile, LogPart, RiskLog } from './log-part.js'
import { placeOf } from './moved-meanwhile.js'
import { partChunks } from './part-chunks.js'

/**
 * Gives a log that can be read more than once: what comes through a pipe is put into a temporary file (of
 * this user alone) until `use` has ended.
 */
export async function withStoredLog<Result>(
  log: RiskLog,
  use: (log: RiskLog) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  if (log.parts.every(({ packing }) => packing !== 'pipe')) return use(log)
  const folder = await mkdtemp(join(tmpdir(), 'partial-trust-log-'))
  try {
    const holes = [...log.holes]
    const parts: LogPart[] = []
    for (const [index, part] of log.parts.entries()) {
      parts.push(await stored(part, join(folder, `part-${index}`), holes, signal))
    }
    return await use({ ...log, parts, holes })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function stored(
  part: LogPart,
  path: string,
  holes: string[],
  signal: AbortSignal | undefined,
): Promise<LogFile> {
  // Views of the source are only good until the next one, which a writer may not have written yet.
  const copies = async function* (): AsyncGenerator<Buffer, void> {
    for await (const chunk of partChunks(part, (hole) => holes.push(hole))) yield Buffer.from(chunk)
  }
  const target = createWriteStream(path, { mode: 0o600 })
  await pipeline(Readable.from(copies()), target, signal === undefined ? {} : { signal })
  const stats = await stat(path, { bigint: true })
  return { packing: 'plain', path, bytes: Number(stats.size), place: placeOf(stats) }
}
