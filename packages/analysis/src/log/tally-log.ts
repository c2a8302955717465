import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { isPlain, type LogPart, type RiskLog } from './log-part.js'
import { readSummary, writeSummary, type CoverableFile, type LogSummary } from './log-summary.js'
import { LogTally } from './log-tally.js'
import { movedMeanwhile } from './moved-meanwhile.js'
import { completeBytes } from './split-ranges.js'
import { tallyInParallel, threadsFor } from './tally-in-parallel.js'
import { tallyRanges, type FileRange, type WholePart } from './tally-range.js'
import { allTime, isAllTime, type TimeWindow } from './time-window.js'

export type TallyOptions = {
  readonly window?: TimeWindow
  readonly signal?: AbortSignal
  /** Where to resume from and what to keep for the next time; default: nowhere. */
  readonly summary?: string
  /** Bytes that must be new before a summary is kept. Default 32 MiB: less is read in a blink. */
  readonly summaryWorthBytes?: number
  /** Default: 2 where the log is long enough and the machine has two processors. */
  readonly threads?: 1 | 2
}

/** Counts every record of a log, in memory that does not grow with it. */
export async function tallyLog(log: RiskLog, options: TallyOptions = {}): Promise<LogTally> {
  const { window = allTime, signal, summary: path } = options
  const { parts } = log
  const files = parts.flatMap((part) => (part.packing === 'pipe' ? [] : [coverable(part)]))
  const usesSummary = path !== undefined && isAllTime(window) && files.length === parts.length
  const known = usesSummary ? readSummary(path, files) : null
  const fresh = freshOf(parts, files, known)
  const bytes = fresh.reduce((sum, piece) => sum + sizeOf(piece), 0)
  const pause = breath(signal)
  const tally = await tallyFresh(fresh, known, window, {
    threads: options.threads ?? threadsFor(bytes, availableParallelism()),
    pause,
  })
  const isWorth = bytes >= (options.summaryWorthBytes ?? 32 << 20)
  tally.holes.push(...parts.filter(isPlain).flatMap((part) => movedMeanwhile(part) ?? []))
  if (usesSummary && isWorth && tally.holes.length === 0) {
    writeSummary(path, tally.snapshot(), files)
  }
  await tallyRanges(tally, tornEnds(parts, files), window, pause)
  tally.holes.unshift(...log.holes)
  return tally
}

type Piece = FileRange | WholePart

/** What follows the last newline of a plain file may be a line still being written: counted, not kept. */
function coverable(part: Exclude<LogPart, { packing: 'pipe' }>): CoverableFile {
  const { path, bytes, packing } = part
  const isGrowing = packing === 'plain'
  return { path, from: 0, to: isGrowing ? completeBytes(path, bytes) : bytes, isGrowing }
}

/** What no summary covers yet, in the order of the log. */
function freshOf(
  parts: readonly LogPart[],
  files: readonly CoverableFile[],
  known: LogSummary | null,
): readonly Piece[] {
  return parts.flatMap((part, i): Piece[] => {
    const covered = known?.covered[i]?.to ?? 0
    if (!isPlain(part)) return covered > 0 ? [] : [{ part }]
    const file = files.find(({ path }) => path === part.path)
    return file === undefined ? [] : [{ path: file.path, from: covered, to: file.to }]
  })
}

function tornEnds(
  parts: readonly LogPart[],
  files: readonly CoverableFile[],
): readonly FileRange[] {
  return parts.filter(isPlain).flatMap(({ path, bytes }) => {
    const from = files.find((file) => file.path === path)?.to ?? bytes
    return from < bytes ? [{ path, from, to: bytes }] : []
  })
}

function sizeOf(piece: Piece): number {
  if (!('part' in piece)) return piece.to - piece.from
  return piece.part.packing === 'pipe' ? 0 : piece.part.bytes
}

async function tallyFresh(
  pieces: readonly Piece[],
  known: LogSummary | null,
  window: TimeWindow,
  { threads, pause }: { threads: 1 | 2; pause: () => Promise<void> },
): Promise<LogTally> {
  const ranges = pieces.flatMap((piece) => ('part' in piece ? [] : [piece]))
  if (threads === 2 && ranges.length === pieces.length) {
    const tally = tallyFrom(known)
    if ((await tallyInParallel(tally, ranges, window, pause)) === 0) return tally
    // Two threads counted one decision: only a single count can tell which lines are its copies.
  }
  const tally = tallyFrom(known)
  await tallyRanges(tally, pieces, window, pause)
  return tally
}

function tallyFrom(known: LogSummary | null): LogTally {
  const tally = new LogTally()
  if (known !== null) tally.merge(known.tally)
  return tally
}

/** Lets Ctrl-C through every few megabytes. */
function breath(signal: AbortSignal | undefined): () => Promise<void> {
  let calls = 0
  return async () => {
    calls += 1
    if (calls % 8 !== 0) return
    await setImmediate()
    signal?.throwIfAborted()
  }
}
