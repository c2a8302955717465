import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** A wish that waits beside the store: what it says, and how old it is in ms. */
export type FoundNote = { readonly id: string; readonly text: string; readonly ageMs: number }

/**
 * Files beside a SQLite store in which a process that may not write yet says what it wants, so that
 * whoever writes next does it too. Whoever serves a note renames it first, and holds the write lock:
 * a note that can be withdrawn was served by nobody, and a renamed one that has no answer in the
 * store belongs to a process that died on it.
 */
export class SqliteNotes {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** The note's id; null where none can be left: its writer then has to wait for its own turn. */
  leave(text: string): string | null {
    const id = crypto.randomUUID()
    try {
      const folder = this.#folder()
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const draft = join(folder, `${id}.draft`)
      writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
      renameSync(draft, join(folder, `${id}.json`))
      return id
    } catch {
      return null
    }
  }

  /** Whether nobody has begun to serve it. */
  waits(id: string): boolean {
    return statSync(join(this.#folder(), `${id}.json`), { throwIfNoEntry: false }) !== undefined
  }

  /** True when it was taken back before anybody began to serve it. */
  withdraw(id: string): boolean {
    try {
      rmSync(join(this.#folder(), `${id}.json`))
      return true
    } catch {
      return false
    }
  }

  /** What waits, the oldest first; those that somebody died on among them. */
  waiting(nowMs: number): FoundNote[] {
    return this.#names()
      .flatMap((name) => this.#read(name, nowMs))
      .toSorted((one, other) => other.ageMs - one.ageMs)
  }

  /** Makes a note one's own, so that nobody withdraws it; only for who holds the store's write lock. */
  take(id: string): boolean {
    const waits = join(this.#folder(), `${id}.json`)
    const taken = join(this.#folder(), `${id}.taken`)
    try {
      renameSync(waits, taken)
      return true
    } catch {
      return statSync(taken, { throwIfNoEntry: false }) !== undefined
    }
  }

  /** Removes what was served, once that stands in the store. */
  clear(ids: readonly string[]): void {
    for (const id of ids) rmSync(join(this.#folder(), `${id}.taken`), { force: true })
  }

  #read(name: string, nowMs: number): FoundNote[] {
    const id = name.replace(/\.(json|taken)$/, '')
    if (id === name) return []
    const path = join(this.#folder(), name)
    try {
      return [{ id, text: readFileSync(path, 'utf8'), ageMs: nowMs - statSync(path).mtimeMs }]
    } catch {
      return [] // withdrawn meanwhile, or unreadable: its writer still waits for its own turn
    }
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder())
    } catch {
      return [] // nobody ever had to wait
    }
  }

  #folder(): string {
    return `${realpathSync.native(this.#path)}-urgent`
  }
}
