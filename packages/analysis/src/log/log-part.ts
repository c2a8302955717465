import type { Readable } from 'node:stream'

/** How a file of a log is packed; told by its first bytes, never by its name. */
export type Packing = 'plain' | 'gzip' | 'zstd'

/** One file of a log, or the pipe it comes through. */
export type LogPart = LogFile | LogPipe

export type LogFile = {
  readonly packing: Packing
  readonly path: string
  /** Size when it was listed; what is appended since is not read. */
  readonly bytes: number
  /** Which file it was then, whatever its name; see {@link placeOf}. */
  readonly place: string
}

/** Can be read once. Whether it is packed shows when it is read. */
export type LogPipe = {
  readonly packing: 'pipe'
  /** Its name in messages. */
  readonly path: string
  open(): Readable
}

/** A risk log as it was found. */
export type RiskLog = {
  /** What it was asked for as, for messages and reports. */
  readonly name: string
  /** Oldest first; none where there is no such log. */
  readonly parts: readonly LogPart[]
  /** What is known to be missing of it, a sentence each: with one there is no GO. */
  readonly holes: readonly string[]
}

/** Takes a sentence on something that turns out to be missing while a log is read. */
export type TellHole = (sentence: string) => void

export function isPlain(part: LogPart): part is LogFile & { readonly packing: 'plain' } {
  return part.packing === 'plain'
}
