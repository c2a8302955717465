import { createHash } from 'node:crypto'
import type { LogPart, TellHole } from './log-part.js'
import { partChunks } from './part-chunks.js'

/** SHA-256 of a part's unpacked bytes, in hex; what cannot be read of it is told. */
export async function partDigest(part: LogPart, tell: TellHole): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of partChunks(part, tell)) hash.update(chunk)
  return hash.digest('hex')
}
