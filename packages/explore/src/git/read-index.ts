import { createHash } from 'node:crypto'
import { fileModes, hashBytes, type HashName, type IndexEntry } from './git-index.js'
import { badIndexPath } from './index-path.js'
import { Untrusted } from './untrusted.js'

const mostEntries = 1_000_000

/**
 * Reads an index, versions 2 to 4, and checks every entry. Extensions are left out: they only make
 * git faster, but for the one that makes an index depend on a second file, which is refused.
 *
 * @throws {Untrusted} when anything is not as git would have written it.
 */
export function readIndex(bytes: Buffer, hash: HashName): IndexEntry[] {
  const end = bytes.length - hashBytes[hash]
  if (end < 12 || bytes.toString('latin1', 0, 4) !== 'DIRC') throw odd('does not begin as one')
  checkSum(bytes, end, hash)
  const version = bytes.readUInt32BE(4)
  const count = bytes.readUInt32BE(8)
  if (version < 2 || version > 4) throw odd(`has version ${version}; 2 to 4 are read`)
  if (count > mostEntries) throw new Untrusted(`.git/index holds ${count} files`, 'too-much')
  const entries: IndexEntry[] = []
  let at = 12
  let before: IndexEntry | null = null
  for (let index = 0; index < count; index += 1) {
    const read = readEntry(bytes.subarray(0, end), at, version, hash, before)
    checkOrder(before, read.entry)
    entries.push(read.entry)
    before = read.entry
    at = read.next
  }
  checkExtensions(bytes, at, end)
  checkFolders(entries)
  return entries
}

function odd(why: string): Untrusted {
  return new Untrusted(`.git/index is not trusted: it ${why}`)
}

/** A sum of zeros means that none was kept (`index.skipHash`). */
function checkSum(bytes: Buffer, end: number, hash: HashName): void {
  const kept = bytes.subarray(end)
  if (kept.every((byte) => byte === 0)) return
  const sum = createHash(hash).update(bytes.subarray(0, end)).digest()
  if (!sum.equals(kept)) throw odd('does not match its checksum')
}

function readEntry(
  bytes: Buffer,
  start: number,
  version: number,
  hash: HashName,
  before: IndexEntry | null,
): { entry: IndexEntry; next: number } {
  const flagsAt = start + 40 + hashBytes[hash]
  if (flagsAt + 2 > bytes.length) throw odd('ends inside an entry')
  const flags = bytes.readUInt16BE(flagsAt)
  const extended = (flags & 0x4000) !== 0
  if (extended && (version < 3 || flagsAt + 4 > bytes.length)) throw odd('has flags out of place')
  const more = extended ? bytes.readUInt16BE(flagsAt + 2) : 0
  if ((more & 0x9fff) !== 0) throw odd('has flags that nobody knows')
  const { path, next } = readPath(bytes, start, flagsAt + (extended ? 4 : 2), version, before)
  const length = flags & 0xfff
  if (length !== Math.min(path.length, 0xfff))
    throw odd('has a path of another length than it says')
  const why = badIndexPath(path)
  if (why !== null) {
    throw new Untrusted(
      `.git/index names "${path.toString('utf8')}", a path that ${why}`,
      'path-outside',
    )
  }
  const mode = bytes.readUInt32BE(start + 24)
  if (!fileModes.has(mode))
    throw odd(`gives "${path.toString('utf8')}" the mode ${mode.toString(8)}`)
  const entry = {
    path,
    mode,
    objectId: bytes.subarray(start + 40, flagsAt),
    stage: (flags >> 12) & 3,
    skipWorktree: (more & 0x4000) !== 0,
    intentToAdd: (more & 0x2000) !== 0,
  }
  return { entry, next }
}

function readPath(
  bytes: Buffer,
  start: number,
  pathAt: number,
  version: number,
  before: IndexEntry | null,
): { path: Buffer; next: number } {
  let from = pathAt
  let kept: Buffer = Buffer.alloc(0)
  if (version === 4) {
    const strip = readVarint(bytes, pathAt)
    const previous = before?.path ?? kept
    if (strip.value > previous.length) throw odd('shortens a path by more than it has')
    kept = previous.subarray(0, previous.length - strip.value)
    from = strip.next
  }
  const nul = bytes.indexOf(0, from)
  if (nul === -1) throw odd('ends inside a path')
  const path = Buffer.concat([kept, bytes.subarray(from, nul)])
  if (version === 4) return { path, next: nul + 1 }
  const next = start + ((nul - start + 8) & ~7)
  if (next > bytes.length) throw odd('ends inside an entry')
  if (bytes.subarray(nul, next).some((byte) => byte !== 0)) throw odd('has text after a path')
  return { path, next }
}

function readVarint(bytes: Buffer, start: number): { value: number; next: number } {
  let value = 0
  for (let at = start; at < bytes.length && at < start + 4; at += 1) {
    const byte = bytes.readUInt8(at)
    value = (value << 7) | (byte & 0x7f)
    if ((byte & 0x80) === 0) return { value, next: at + 1 }
    value += 1
  }
  throw odd('has a number that does not end')
}

function checkOrder(before: IndexEntry | null, entry: IndexEntry): void {
  const order = before === null ? -1 : Buffer.compare(before.path, entry.path)
  const sameFile = order === 0 && before !== null
  const rising = order < 0 || (sameFile && before.stage !== 0 && before.stage < entry.stage)
  if (!rising) throw odd(`has "${entry.path.toString('utf8')}" out of order or twice`)
}

/** No path may stand below one that is a file. */
function checkFolders(entries: readonly IndexEntry[]): void {
  const files = new Set(
    entries.filter(({ stage }) => stage === 0).map(({ path }) => path.toString('latin1')),
  )
  for (const { path, stage } of entries) {
    if (stage !== 0) continue
    const text = path.toString('latin1')
    for (let at = text.indexOf('/'); at !== -1; at = text.indexOf('/', at + 1)) {
      if (files.has(text.slice(0, at))) {
        throw odd(`has "${path.toString('utf8')}" below something that is no folder`)
      }
    }
  }
}

function checkExtensions(bytes: Buffer, start: number, end: number): void {
  let at = start
  while (at < end) {
    if (at + 8 > end) throw odd('ends inside an extension')
    const name = bytes.toString('latin1', at, at + 4)
    if (name === 'link')
      throw odd('depends on a second file (split index): run "git update-index --no-split-index"')
    if (name === 'sdir') throw odd('is sparse: run "git sparse-checkout reapply --no-sparse-index"')
    if (!/^[A-Z]/u.test(name)) throw odd('needs an extension that nobody here knows')
    at += 8 + bytes.readUInt32BE(at + 4)
  }
  if (at !== end) throw odd('ends inside an extension')
}
