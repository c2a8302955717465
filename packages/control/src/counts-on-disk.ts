import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bucketMs } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { makeFolderSync } from '@partial-trust/engine'
import { isAlive, messageOf } from '@partial-trust/settings'
import { decodeSentCells, encodeCells } from './control-wire.js'
import { sendWithinMs } from './metrics-spool.js'
import type { SpoolPart } from './metrics-spool.js'

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
  /** Cells that came to nothing: too old to be told from what the store has summed up; 1 for a file that is none. */
  readonly lost: number
  /** To be called once the store has the cells. */
  readonly forget: () => Promise<void>
}

const ending = '.counts.json'
const draftEnding = '.new'
/** A process that runs touches its file at least this often; one that did not for longer is gone. */
const touchMs = 60_000
const goneMs = 10 * touchMs

/** What is on disk of a part: as of which of its changes, and how many of its cells are not. */
type OnDisk = { readonly changes: number; readonly bytes: number; readonly unkept: number }

/**
 * What a process counted and the store does not have yet, in files of its own, so that a process that
 * dies while the store is away loses nothing. Every start has a name of its own, so what the next one sends
 * again is the same cells, and counts once. A file a part: however long the store stays away, what is written
 * again and again is the latest part alone.
 */
export class CountsOnDisk {
  readonly #options: Required<CountsOnDiskOptions>
  /** What every name of a file of this process begins with. */
  readonly #own: string
  readonly #parts = new Map<string, OnDisk>()
  #touchedMs = Number.NEGATIVE_INFINITY
  #problem: string | null = null
  #unkept = 0

  constructor(options: CountsOnDiskOptions) {
    this.#options = { mostBytes: 8 * 1024 * 1024, ...options }
    this.#own = `${options.pid}.${options.instance}.`
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
  async keep(parts: readonly SpoolPart[]): Promise<void> {
    try {
      const before = this.#parts.size
      for (const name of this.#parts.keys()) {
        if (!parts.some((part) => part.name === name)) await this.#remove(name)
      }
      const hasRoom = this.#parts.size < before
      for (const part of parts) {
        const there = this.#parts.get(part.name)
        const isWhole = there?.changes === part.changes && (there.unkept === 0 || !hasRoom)
        if (!isWhole) await this.#write(part)
      }
      await this.touch()
      this.#unkept = sumOf(this.#parts.values(), ({ unkept }) => unkept)
      this.#problem = this.#unkept === 0 ? null : `more than ${this.#options.mostBytes} bytes`
    } catch (error) {
      this.#unkept = sumOf(parts, ({ name, changes, size }) => {
        const there = this.#parts.get(name)
        return there?.changes === changes ? there.unkept : size
      })
      this.#problem = messageOf(error)
    }
  }

  /** What processes that have ended left in the folder, one after the other; nothing where it does not read. */
  async *leftBehind(): AsyncGenerator<LeftBehind> {
    const { folder, now } = this.#options
    const names = await readdir(folder).catch(() => [])
    for (const name of names) {
      const path = join(folder, name)
      if (name.endsWith(`${ending}${draftEnding}`)) {
        await this.#clearDraft(path)
        continue
      }
      if (name.startsWith(this.#own) || !name.endsWith(ending)) continue
      if (!(await this.#isLeft(path, name))) continue
      const forget = (): Promise<void> => rm(path, { force: true })
      const text = await readFile(path, 'utf8').catch(() => null)
      // Whoever may not read it now leaves it to whoever may, as long as its counts can be sent.
      if (text === null) continue
      const read = cellsIn(text)
      if (read === null) {
        yield { cells: [], lost: 1, forget }
        continue
      }
      const cells = read.filter(
        ({ key }) => key.bucket !== null && now() - key.bucket * bucketMs < sendWithinMs,
      )
      yield { cells, lost: read.length - cells.length, forget }
    }
  }

  /** Tells other processes that this one still stands behind its files. */
  async touch(): Promise<void> {
    const nowMs = this.#options.now()
    if (nowMs - this.#touchedMs < touchMs) return
    this.#touchedMs = nowMs
    const at = new Date(nowMs)
    for (const name of this.#parts.keys()) {
      await utimes(this.#pathOf(name), at, at).catch(() => undefined)
    }
  }

  #pathOf(name: string): string {
    return join(this.#options.folder, `${this.#options.pid}.${name}${ending}`)
  }

  async #write({ name, changes, cells: cellsNow }: SpoolPart): Promise<void> {
    const { folder, mostBytes } = this.#options
    const others = [...this.#parts].filter(([other]) => other !== name)
    const cells = cellsNow()
    const lines: string[] = []
    let bytes = 0
    const room = mostBytes - sumOf(others, ([, part]) => part.bytes)
    for (const pair of encodeCells(cells)) {
      const line = JSON.stringify(pair)
      if (bytes + line.length + 2 > room) break
      bytes += line.length + 2
      lines.push(line)
    }
    makeFolderSync(folder, 0o700)
    const path = this.#pathOf(name)
    const draft = `${path}${draftEnding}`
    await writeFile(draft, `[${lines.join(',\n')}]`, { mode: 0o600 })
    await rename(draft, path)
    this.#parts.set(name, { changes, bytes, unkept: cells.length - lines.length })
  }

  async #remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { force: true })
    this.#parts.delete(name)
  }

  /** What somebody who was killed was writing: the file beside it holds the whole of it, or what was before. */
  async #clearDraft(path: string): Promise<void> {
    if (await this.#isOld(path)) await rm(path, { force: true })
  }

  async #isOld(path: string): Promise<boolean> {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
    return this.#options.now() - mtimeMs > goneMs
  }

  async #isLeft(path: string, name: string): Promise<boolean> {
    const pid = Number(name.split('.')[0])
    // In containers the next process often has the number of the one before.
    if (pid === this.#options.pid || !isAlive(pid)) return true
    return this.#isOld(path)
  }
}

/** Null where the text is none, or nobody can have counted so: how many they were is not known, so it is told as one. */
function cellsIn(text: string): readonly Cell[] | null {
  try {
    return decodeSentCells(JSON.parse(text))
  } catch {
    return null
  }
}

function sumOf<Item>(items: Iterable<Item>, of: (item: Item) => number): number {
  let sum = 0
  for (const item of items) sum += of(item)
  return sum
}
