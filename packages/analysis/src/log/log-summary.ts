import { hash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { TallySnapshot } from './log-tally.js'
import { readSummaryFile, writeSummaryFile, type CoveredFile } from './summary-file.js'
import type { FileRange } from './tally-range.js'

export type LogSummary = {
  readonly tally: TallySnapshot
  /** The files with their covered parts, oldest first. */
  readonly covered: readonly FileRange[]
}

/** A file with the part of it that a summary may cover. */
export type CoverableFile = FileRange & {
  /** Lines may be appended to it; what was covered before stays so. A packed file is covered whole or not at all. */
  readonly isGrowing: boolean
}

/** Where the summary of a log is kept. */
export function summaryPath(logPath: string): string {
  return `${logPath}.summary`
}

/**
 * What an earlier analysis counted of these files, or null when there is nothing that can be trusted:
 * no summary, a damaged one, one of another version, or a log that is not the one it was made of (a
 * file is gone, replaced, shorter, or holds other bytes in the windows looked at).
 */
export function readSummary(path: string, files: readonly CoverableFile[]): LogSummary | null {
  try {
    const content = readSummaryFile(path)
    if (content === null || content.files.length > files.length) return null
    const covered = content.files.map((file, index) => recognise(files[index], file))
    return covered.every((range) => range !== null) ? { tally: content.tally, covered } : null
  } catch {
    return null // the log itself is the truth; without a summary it is read whole
  }
}

/** Keeps a tally of the covered files. Where it cannot be written, the next analysis reads the log. */
export function writeSummary(
  path: string,
  tally: TallySnapshot,
  covered: readonly FileRange[],
): void {
  try {
    writeSummaryFile(path, { files: covered.map((range) => describe(range)), tally })
  } catch {
    // a read-only folder is no reason to fail an analysis
  }
}

function recognise(current: CoverableFile | undefined, known: CoveredFile): FileRange | null {
  if (current === undefined || current.to < known.bytes) return null
  if (!current.isGrowing && current.to !== known.bytes) return null
  const range = { path: current.path, from: 0, to: known.bytes }
  const found = describe(range)
  const same =
    found.device === known.device && found.inode === known.inode && found.digest === known.digest
  return same ? range : null
}

function describe({ path, to: bytes }: FileRange): CoveredFile {
  const file = openSync(path, 'r')
  try {
    const { dev, ino } = fstatSync(file, { bigint: true })
    const digest = hash('sha256', Buffer.concat(windows(bytes).map((window) => read(file, window))))
    return { device: String(dev), inode: String(ino), bytes, digest }
  } finally {
    closeSync(file)
  }
}

type Window = { readonly from: number; readonly bytes: number }

/** 64 KiB at either end and 32 places of 4 KiB in between, elsewhere for every length. */
function windows(bytes: number): readonly Window[] {
  const end = Math.min(bytes, 1 << 16)
  const inside = Array.from({ length: 32 }, (_, i) => {
    const share = Number.parseInt(hash('sha256', `${bytes} ${i}`).slice(0, 12), 16) / 2 ** 48
    return { from: Math.floor(share * Math.max(0, bytes - 4096)), bytes: Math.min(bytes, 4096) }
  })
  return [{ from: 0, bytes: end }, ...inside, { from: bytes - end, bytes: end }]
}

function read(file: number, { from, bytes }: Window): Buffer {
  const buffer = Buffer.alloc(bytes)
  return buffer.subarray(0, readSync(file, buffer, 0, bytes, from))
}
