import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bucketMs } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { makeFolderSync } from '@partial-trust/engine'
import { decodeCells, encodeCells } from './control-wire.js'
import { isAlive } from './is-alive.js'
import { messageOf } from './message-of.js'

export type CountsOnDiskOptions = {
  /** Where processes that share a store keep what they could not send; made when needed. */
  readonly folder: string
  /** Name of this process, new at every start. */
  readonly instance: string
  readonly pid: number
  /** Wall time in ms since 1970. */
  readonly now: () => number
  /** Most that one process keeps. Default 8 MiB: about a day of one corridor. */
  readonly mostBytes?: number
}

/** Counts that a process left behind. */
export type LeftBehind = {
  readonly cells: readonly Cell[]
  /** Cells that came to nothing: too old to be told from what the store has summed up, or unreadable. */
  readonly lost: number
  /** To be called once the store has the cells. */
  readonly forget: () => Promise<void>
}

const ending = '.counts.json'
/** A process that runs touches its file at least this often; one that did not for longer is gone. */
const touchMs = 60_000
const goneMs = 10 * touchMs
/** The store keeps single processes' cells for twice as long: sent within it, none is counted twice. */
const sendWithinMs = 24 * 3_600_000

/**
 * What a process counted and the store does not have yet, in one file of its own, so that a process that
 * dies while the store is away loses nothing. Every start has a name of its own, so what the next one sends
 * again is the same cells, and counts once.
 */
export class CountsOnDisk {
  readonly #options: Required<CountsOnDiskOptions>
  readonly #path: string
  #writtenMs = Number.NEGATIVE_INFINITY
  #there = false
  #problem: string | null = null
  #unkept = 0

  constructor(options: CountsOnDiskOptions) {
    this.#options = { mostBytes: 8 * 1024 * 1024, ...options }
    this.#path = join(options.folder, `${options.pid}.${options.instance}${ending}`)
  }

  /** Cells that only memory holds, because the disk is full, not writable, or they are too many. */
  get unkept(): number {
    return this.#unkept
  }

  /** Why; null where nothing is wrong. */
  get problem(): string | null {
    return this.#problem
  }

  /** Replaces what is kept; never throws. */
  async keep(cells: readonly Cell[]): Promise<void> {
    try {
      if (cells.length === 0) await this.#remove()
      else await this.#write(cells)
    } catch (error) {
      this.#unkept = cells.length
      this.#problem = messageOf(error)
    }
  }

  /** What processes that have ended left in the folder, one after the other; nothing where it does not read. */
  async *leftBehind(): AsyncGenerator<LeftBehind> {
    const { folder, now } = this.#options
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      const path = join(folder, name)
      if (path === this.#path || !name.endsWith(ending)) continue
      if (!(await this.#isLeft(path, name))) continue
      const forget = (): Promise<void> => rm(path, { force: true })
      const read = await readCells(path)
      const cells = read.filter(
        ({ key }) => key.bucket !== null && now() - key.bucket * bucketMs < sendWithinMs,
      )
      yield { cells, lost: read.length - cells.length, forget }
    }
  }

  /** Tells other processes that this one still stands behind its file. */
  async touch(): Promise<void> {
    const { now } = this.#options
    if (!this.#there || now() - this.#writtenMs < touchMs) return
    this.#writtenMs = now()
    const at = new Date(now())
    await utimes(this.#path, at, at).catch(() => undefined)
  }

  async #write(cells: readonly Cell[]): Promise<void> {
    const { folder, mostBytes, now } = this.#options
    const lines: string[] = []
    let size = 0
    for (const pair of encodeCells(cells)) {
      const line = JSON.stringify(pair)
      size += line.length + 2
      if (size > mostBytes) break
      lines.push(line)
    }
    makeFolderSync(folder, 0o700)
    const draft = `${this.#path}.new`
    await writeFile(draft, `[${lines.join(',\n')}]`, { mode: 0o600 })
    await rename(draft, this.#path)
    this.#there = true
    this.#writtenMs = now()
    this.#unkept = cells.length - lines.length
    this.#problem = this.#unkept === 0 ? null : `more than ${mostBytes} bytes`
  }

  async #remove(): Promise<void> {
    this.#unkept = 0
    this.#problem = null
    if (!this.#there) return
    await rm(this.#path, { force: true })
    this.#there = false
  }

  async #isLeft(path: string, name: string): Promise<boolean> {
    const pid = Number(name.split('.')[0])
    // In containers the next process often has the number of the one before.
    if (pid === this.#options.pid || !isAlive(pid)) return true
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    return this.#options.now() - mtimeMs > goneMs
  }
}

async function readCells(path: string): Promise<readonly Cell[]> {
  try {
    return decodeCells(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return [] // whole or not at all: what does not read was never ours
  }
}
