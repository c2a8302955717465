import { isRecord } from '@partial-trust/core'
import type { DatabaseSync } from 'node:sqlite'
import { isUnconditional } from './control-action.js'
import { StoreUnavailableError } from './control-store.js'
import type { Change, ChangeRequest, KillAllRequest } from './control-store.js'
import { parseChangeRequest, parseKillAll } from './parse-change-request.js'
import { parseCorridorState } from './parse-corridor-state.js'
import type { SqliteFile } from './sqlite-file.js'
import { SqliteNotes } from './sqlite-notes.js'
import type { FoundNote } from './sqlite-notes.js'

/** What is not made to wait for its turn among other writers. */
export type UrgentWish =
  | { readonly kind: 'change'; readonly request: ChangeRequest }
  | { readonly kind: 'kill all'; readonly request: KillAllRequest }

export type UrgentOptions = {
  readonly path: string
  readonly file: SqliteFile
  /** Carries a wish out, inside the caller's transaction. */
  readonly carryOut: (database: DatabaseSync, wish: UrgentWish) => readonly Change[]
  /** Whether a wish would close what is open now. */
  readonly narrows: (database: DatabaseSync, wish: UrgentWish) => boolean
  readonly now: () => number
  /** How long a wish may wait; afterwards nobody carries it out any more. Default 30000. */
  readonly patienceMs?: number
}

/** How long the answer to a served wish stays in the store: longer than anybody waits for it. */
const keepAnswersMs = 600_000
/** How long to wait for one who began to serve a wish when patience ran out. */
const graceMs = 5000
const mostAtOnce = 8

/**
 * Lets kills and incidents pass a queue of writers. SQLite gives its one write lock to whoever asks
 * at the right moment; a wish that met it taken is left beside the store, and the next to write, whoever
 * that is, carries all of them out in the same transaction. So it waits behind one write and not behind all.
 */
export class UrgentWrites {
  readonly #options: Required<UrgentOptions>
  readonly #notes: SqliteNotes

  constructor(options: UrgentOptions) {
    // A kill is worth a longer wait than any other change.
    this.#options = { patienceMs: 30_000, ...options }
    this.#notes = new SqliteNotes(options.path)
  }

  /** Runs `work` alone among all writers, after what others left to be done. */
  async write<Result>(work: (database: DatabaseSync) => Result): Promise<Result> {
    let served: readonly string[] = []
    const result = await this.#options.file.write((database) => {
      served = this.#serve(database)
      return work(database)
    })
    this.#notes.clear(served)
    return result
  }

  /** @throws {StoreUnavailableError} when it was not done, or when nobody can tell. */
  async carryOut(wish: UrgentWish): Promise<readonly Change[]> {
    const { file, carryOut, patienceMs } = this.#options
    let id: string | null | undefined
    let served: readonly string[] = []
    const whenBusy = (database: DatabaseSync): readonly Change[] | undefined => {
      id ??= this.#notes.leave(JSON.stringify(wish))
      return id === null || this.#notes.waits(id) ? undefined : answerIn(database, id)
    }
    try {
      const answers = await file.write(
        (database) => {
          served = this.#serve(database, id)
          return answerIn(database, id) ?? carryOut(database, wish)
        },
        { patienceMs, whenBusy },
      )
      this.#notes.clear(served)
      return answers
    } catch (error) {
      if (typeof id !== 'string' || this.#notes.withdraw(id)) throw error
      return this.#lateAnswer(id, error)
    }
  }

  /** Somebody had begun to serve it: only the store can tell whether they came to an end. */
  async #lateAnswer(id: string, cause: unknown): Promise<readonly Change[]> {
    const { file } = this.#options
    const answers = await file
      .write((database) => answerIn(database, id), {
        patienceMs: graceMs,
        whenBusy: (database) => answerIn(database, id),
      })
      .catch(() => undefined)
    if (answers !== undefined) return answers
    const problem = 'somebody else began to carry it out and came to no end'
    throw new StoreUnavailableError(file.location, problem, { cause, mayBeDone: true })
  }

  /** The notes that are done with once the transaction stands. */
  #serve(database: DatabaseSync, own?: string | null): readonly string[] {
    const { patienceMs } = this.#options
    const nowMs = this.#options.now()
    const waiting = this.#notes.waiting(nowMs)
    if (waiting.length === 0) return []
    database.prepare('delete from urgent where at_ms < ?').run(nowMs - keepAnswersMs)
    // Whoever left an old one has given up on it, or died: it must not close anything to-morrow.
    const [old, fresh] = partition(waiting, ({ ageMs }) => ageMs > patienceMs)
    const done = old.filter(({ id }) => this.#notes.take(id))
    const [ours, others] = partition(fresh, ({ id }) => id === own)
    for (const note of [...this.#first(database, others), ...ours]) {
      if (!this.#notes.take(note.id)) continue
      this.#answer(database, note, nowMs)
      done.push(note)
    }
    return done.map(({ id }) => id)
  }

  /** Few, so that no transaction grows long: what closes something comes before what is closed already. */
  #first(database: DatabaseSync, notes: readonly FoundNote[]): readonly FoundNote[] {
    if (notes.length <= mostAtOnce) return notes
    const [closing, rest] = partition(notes, ({ text }) => {
      const wish = parseWish(text)
      return wish !== undefined && this.#options.narrows(database, wish)
    })
    return [...closing, ...rest].slice(0, mostAtOnce)
  }

  /** A corridor that cannot be read stops nobody else's wish: its own writer hears of it in its own turn. */
  #attempt(database: DatabaseSync, wish: UrgentWish): readonly Change[] | undefined {
    database.exec('savepoint wish')
    try {
      return this.#options.carryOut(database, wish)
    } catch {
      database.exec('rollback to wish')
      return undefined
    } finally {
      database.exec('release wish')
    }
  }

  #answer(database: DatabaseSync, { id, text }: FoundNote, nowMs: number): void {
    const wish = parseWish(text)
    if (wish === undefined || answerIn(database, id) !== undefined) return
    const answers = this.#attempt(database, wish)
    if (answers === undefined) return
    database.prepare('insert into urgent values (?, ?, ?)').run(id, nowMs, JSON.stringify(answers))
  }
}

function partition<Item>(items: readonly Item[], fits: (item: Item) => boolean): [Item[], Item[]] {
  const by = Map.groupBy(items, fits)
  return [by.get(true) ?? [], by.get(false) ?? []]
}

function answerIn(
  database: DatabaseSync,
  id: string | null | undefined,
): readonly Change[] | undefined {
  if (typeof id !== 'string') return undefined
  const row = database.prepare('select answers from urgent where id = ?').get(id)
  if (row === undefined) return undefined
  const answers: unknown = JSON.parse(String(row['answers']))
  if (!Array.isArray(answers)) throw new TypeError('an answer in the store is no list')
  return answers.map(parseAnswer)
}

function parseAnswer(answer: unknown): Change {
  if (!isRecord(answer)) throw new TypeError('an answer in the store is no object')
  const { kind, state, current, problem } = answer
  if (kind === 'replaced') return { kind, state: parseCorridorState(state) }
  if (kind === 'conflict') return { kind, current: parseCorridorState(current) }
  if (kind !== 'refused') throw new TypeError('an answer in the store is of no known kind')
  return { kind, problem: String(problem), current: parseCorridorState(current) }
}

/** Undefined for what is no urgent wish: it is nobody's to carry out for another. */
function parseWish(text: string): UrgentWish | undefined {
  try {
    const wish: unknown = JSON.parse(text)
    if (!isRecord(wish)) return undefined
    if (wish['kind'] === 'kill all')
      return { kind: 'kill all', request: parseKillAll(wish['request']) }
    const request = parseChangeRequest(wish['request'])
    return isUnconditional(request.action) ? { kind: 'change', request } : undefined
  } catch {
    return undefined
  }
}
