import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, orMissing } from './error-code.js'
import type { Chunk } from './line-queue.js'
import { rotateLog } from './rotate-log.js'
import { makeFolder } from '../edge/make-folder.js'

export type LogFileOptions = {
  readonly path: string
  /** Bytes at which the file is rotated. */
  readonly maxBytes: number
  /** Rotated files to keep. */
  readonly keep: number
}

// Not write-only: the last byte is read to see whether a crash tore a line. Non-blocking, so that
// a path that is a pipe without a reader is an error and not a thread that hangs.
const flags =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NONBLOCK |
  constants.O_NOCTTY

const newline = 10

/** A write that ended inside a line: where in the chunk, and how long the file was then. */
type Tear = {
  readonly chunk: Chunk
  readonly at: number
  readonly inode: number
  readonly fileBytes: number
}

/**
 * A file that several processes append whole lines to. Every append is one write call on a file
 * opened with O_APPEND, which the system does not interleave with others. Before it writes it
 * looks whether the path still names its file (someone may have rotated or removed it) and whether
 * the last line is whole (someone may have crashed).
 */
export class LogFile {
  readonly #options: LogFileOptions
  #handle: FileHandle | null = null
  #tear: Tear | null = null
  #size = 0
  #inode = 0
  #isRegular = true
  bytes = 0
  rotations = 0
  /** Torn lines that were terminated, so that the next record is not glued to them. */
  tornLines = 0
  rotationError: string | null = null

  constructor(options: LogFileOptions) {
    this.#options = options
  }

  /**
   * Makes the file ready for a run of appends.
   *
   * @throws the system's error when there is no file to write to.
   */
  async prepare(): Promise<void> {
    const { path } = this.#options
    if (this.#handle !== null) {
      const there = await orMissing(stat(path))
      if (there?.ino !== this.#inode) await this.close()
      else if (this.#isAsLeft(there)) return
    }
    if (this.#handle === null) {
      await makeFolder(dirname(path))
      this.#handle = await open(path, flags, 0o600)
    }
    await this.#mendTail(this.#handle)
  }

  /**
   * Appends a chunk of whole lines. After a failure the same chunk must come again, after another
   * {@link LogFile.prepare}: what of it has reached the file is not written twice.
   *
   * @throws the system's error, such as ENOSPC.
   */
  async append(chunk: Chunk): Promise<void> {
    if (this.#size > 0 && this.#size + chunk.length > this.#options.maxBytes && this.#isRegular) {
      await this.#rotate()
    }
    const handle = this.#handle
    if (handle === null) throw new Error('prepare() comes before append()')
    let at = this.#tear?.chunk === chunk ? this.#tear.at : 0
    while (at < chunk.length) {
      try {
        const { bytesWritten } = await handle.write(chunk.bytes, at, chunk.length - at)
        at += bytesWritten
        this.bytes += bytesWritten
        this.#size += bytesWritten
      } finally {
        // A short write is tried again at once; if that fails, this is where to go on from.
        this.#tear = at > 0 && at < chunk.length ? await this.#tearAt(handle, chunk, at) : null
      }
    }
    this.#tear = null
  }

  /** How many lines of a chunk whose append failed are whole in the file nonetheless. */
  linesWrittenOf(chunk: Chunk): number {
    if (this.#tear?.chunk !== chunk) return 0
    const done = chunk.bytes.subarray(0, this.#tear.at)
    return done.reduce((lines, byte) => (byte === newline ? lines + 1 : lines), 0)
  }

  async close(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    try {
      await handle?.close()
    } catch {
      // A file that cannot even be closed is nobody's any more.
    }
  }

  async #tearAt(handle: FileHandle, chunk: Chunk, at: number): Promise<Tear> {
    const { ino, size } = await handle.stat()
    return { chunk, at, inode: ino, fileBytes: size }
  }

  async #mendTail(handle: FileHandle): Promise<void> {
    const found = await handle.stat()
    this.#isRegular = found.isFile()
    this.#inode = found.ino
    if (!this.#isRegular || this.#isOwnTear(found)) return // goes on where it stopped
    if (this.#tear !== null) this.#tear = { ...this.#tear, at: endOfWhatNeedsNoRepeat(this.#tear) }
    const { size, isWhole } = await settled(handle)
    this.#size = size
    if (isWhole) return
    await handle.write('\n')
    this.#size += 1
    this.tornLines++
  }

  /** Whether nobody wrote since this process wrote whole lines: then there is no line to mend. */
  #isAsLeft(there: Stats): boolean {
    return this.#tear === null && this.#isRegular && there.isFile() && there.size === this.#size
  }

  #isOwnTear({ ino, size }: Stats): boolean {
    return this.#tear?.inode === ino && this.#tear.fileBytes === size
  }

  async #rotate(): Promise<void> {
    const { path, keep } = this.#options
    try {
      if (await rotateLog(path, this.#inode, keep)) this.rotations++
      this.rotationError = null
    } catch (error) {
      this.rotationError = errorCode(error)
      return
    }
    await this.prepare()
  }
}

/** Where to go on in the chunk once somebody else has ended its torn line, or the file is another. */
function endOfWhatNeedsNoRepeat({ chunk, at }: Tear): number {
  if (at === 0) return 0
  if (chunk.bytes[at] === newline) return at + 1 // the record is whole, only its line's end is not
  return chunk.bytes.lastIndexOf(newline, at - 1) + 1
}

async function endsInNewline(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true
  const last = Buffer.alloc(1)
  await handle.read(last, 0, 1, size - 1)
  return last[0] === newline
}

/**
 * The file's size once it ends with a line, or has stopped growing without: another process's
 * write can be seen half done.
 */
async function settled(
  handle: FileHandle,
): Promise<{ readonly size: number; readonly isWhole: boolean }> {
  let { size } = await handle.stat()
  for (;;) {
    if (await endsInNewline(handle, size)) return { size, isWhole: true }
    await sleep(5)
    const again = await handle.stat()
    if (again.size === size) return { size, isWhole: false }
    size = again.size
  }
}
