import type { LogPartName } from '@partial-trust/core'
import { parseTimestamp } from '@partial-trust/core/metrics'
import { LineSplitter } from './line-splitter.js'
import type { LogFile } from './log-part.js'
import { partChunks } from './part-chunks.js'

type Placed = { readonly name: LogPartName; readonly file: LogFile }

/** Longer than the quietest time within either part by this much: chance does not do that to a boundary. */
const unusual = 1.5

/**
 * Parts that seem to be missing between two dated ones, a sentence each. A day without a part may be one
 * without a rotation, so that the records decide: where names leave room for another part, and longer passes
 * between the last record of one and the first of the next than ever within them.
 */
export async function datesMissing(parts: readonly Placed[]): Promise<readonly string[]> {
  const holes: string[] = []
  for (const [index, next] of parts.entries()) {
    const before = parts[index - 1]
    if (before === undefined || !(await leavesRoom(before, next))) continue
    const [a, b] = [await timesOf(before.file), await timesOf(next.file)]
    if (a === null || b === null) continue
    const quietMs = b.firstMs - a.lastMs
    const usualMs = Math.max(a.longestMs, b.longestMs)
    if (quietMs <= unusual * usualMs) continue
    holes.push(
      `between ${before.file.path} (last record ${iso(a.lastMs)}) and ${next.file.path} (first record ${iso(b.firstMs)}) a part seems to be missing: the names leave room for one, and nowhere within the two passes so much time without a record`,
    )
  }
  return holes
}

async function leavesRoom(before: Placed, next: Placed): Promise<boolean> {
  const { place } = before.name
  if (place.kind !== 'date') return false
  const after = next.name.place
  if (after.kind === 'date') return after.atMs - place.atMs > place.granuleMs
  if (after.kind !== 'live') return false
  const first = await firstTime(next.file)
  return first !== null && first >= place.atMs + place.granuleMs
}

type Times = { readonly firstMs: number; readonly lastMs: number; readonly longestMs: number }

async function timesOf(file: LogFile): Promise<Times | null> {
  let [firstMs, lastMs, longestMs] = [Infinity, -Infinity, 0]
  for await (const atMs of times(file)) {
    if (Number.isFinite(lastMs)) longestMs = Math.max(longestMs, atMs - lastMs)
    firstMs = Math.min(firstMs, atMs)
    lastMs = Math.max(lastMs, atMs)
  }
  return Number.isFinite(firstMs) ? { firstMs, lastMs, longestMs } : null
}

async function firstTime(file: LogFile): Promise<number | null> {
  for await (const atMs of times(file)) return atMs
  return null
}

async function* times(file: LogFile): AsyncGenerator<number, void> {
  const splitter = new LineSplitter()
  const decoder = new TextDecoder()
  for await (const chunk of partChunks(file, () => {})) {
    for (const line of splitter.take(chunk)) {
      const text = line === null ? '' : decoder.decode(line)
      const atMs = parseTimestamp(/"timestamp"\s*:\s*"([^"]+)"/u.exec(text)?.[1])
      if (atMs !== null) yield atMs
    }
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
