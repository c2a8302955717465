import { logFiles, readLines } from '../log/index.js'
import { broken, type LogRule } from './log-rule.js'
import {
  LogState,
  type InstanceSpan,
  type Place,
  type PlacedBroken,
  type Salts,
} from './log-state.js'
import { recordProblems } from './record-rules.js'
import { readShape, type Shape } from './record-shape.js'

export type LogVerification = {
  readonly verdict: 'PASS' | 'FAIL'
  readonly files: readonly string[]
  readonly records: number
  /** Records of the system before this one, which carry no bucket and no instance. */
  readonly seed_records: number
  /** Records whose bucket was computed anew; the others have ids under a key, or an unknown corridor. */
  readonly recomputed_buckets: number
  /** Lines cut short at the end of a file or before a new process's first record, as after a crash. */
  readonly torn_lines: number
  readonly problems: number
  readonly by_rule: Readonly<Partial<Record<LogRule, number>>>
  /** The first thousand, in the order of the log; those of the log as a whole have no place. */
  readonly broken: readonly PlacedBroken[]
  readonly instances: readonly InstanceSpan[]
  readonly notes: readonly string[]
}

export type VerifySettings = {
  /** Salt of each known corridor. */
  readonly salts: Salts
  /** Stops between two files' lines. */
  readonly signal?: AbortSignal
}

const mostListed = 1_000

/** Recomputes from the records of a log and its rotated files what must hold of them. */
export async function verifyLog(path: string, settings: VerifySettings): Promise<LogVerification> {
  const files = await logFiles(path)
  const check = new LogCheck(settings.salts)
  for (const file of files) {
    let line = 0
    for (const bytes of readLines(file.path)) {
      line += 1
      if (line % 4_096 === 0) settings.signal?.throwIfAborted()
      check.line(bytes, { file: file.path, line })
    }
    check.endOfFile()
  }
  return check.finish(files.map((file) => file.path))
}

/** Takes the lines one by one; separate from the files so that a log can be checked in memory. */
export class LogCheck {
  readonly #state: LogState
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #listed: PlacedBroken[] = []
  readonly #byRule = new Map<LogRule, number>()
  readonly #seedPlaces: Place[] = []
  #records = 0
  #seedRecords = 0
  #torn = 0
  /** Held back until the next line shows whether a crash tore it. */
  #mayBeTorn: PlacedBroken[] = []

  constructor(salts: Salts) {
    this.#state = new LogState(salts)
  }

  line(bytes: Uint8Array | null, place: Place): void {
    const text = bytes === null ? null : this.#decode(bytes)
    const shape: Shape =
      text === null
        ? { kind: 'broken', broken: [broken('json', 'too long, or not UTF-8')] }
        : readShape(text)
    this.#settleTorn(shape)
    if (shape.kind === 'broken') {
      const placed = shape.broken.map((problem) => ({ ...problem, place }))
      if (shape.broken.some(({ rule }) => rule === 'json')) this.#mayBeTorn = placed
      else this.#keep(placed)
      return
    }
    this.#keep(recordProblems(shape.record).map((problem) => ({ ...problem, place })))
    if (shape.kind === 'seed-record') {
      this.#seedRecords += 1
      if (this.#seedPlaces.length < mostListed) this.#seedPlaces.push(place)
      return
    }
    this.#records += 1
    this.#keep(this.#state.add(shape.record, place))
  }

  /** A line cut short is excused where a crash explains it: before a new process's first record. */
  #settleTorn(next: Shape): void {
    if (this.#mayBeTorn.length === 0) return
    if (next.kind === 'record' && this.#state.isNew(next.record.instance)) this.#torn += 1
    else this.#keep(this.#mayBeTorn)
    this.#mayBeTorn = []
  }

  endOfFile(): void {
    if (this.#mayBeTorn.length > 0) this.#torn += 1
    this.#mayBeTorn = []
  }

  finish(files: readonly string[]): LogVerification {
    this.endOfFile()
    if (this.#records > 0) {
      const message = 'without a version, among records with one'
      this.#keep(this.#seedPlaces.map((place) => ({ ...broken('mixed-versions', message), place })))
    }
    this.#keep(this.#state.finish())
    const problems = [...this.#byRule.values()].reduce((sum, count) => sum + count, 0)
    return {
      verdict: problems === 0 ? 'PASS' : 'FAIL',
      files,
      records: this.#records + this.#seedRecords,
      seed_records: this.#seedRecords,
      recomputed_buckets: this.#state.recomputedBuckets,
      torn_lines: this.#torn,
      problems,
      by_rule: Object.fromEntries(this.#byRule),
      broken: this.#listed,
      instances: this.#state.spans(),
      notes: this.#notes(files),
    }
  }

  #notes(files: readonly string[]): string[] {
    const notes: string[] = []
    if (files.length === 0) notes.push('there is no such log yet, so nothing can be wrong with it')
    if (this.#torn > 0) notes.push(`${this.#torn} line(s) cut short, as after a crash`)
    const { unremembered } = this.#state
    if (unremembered > 0)
      notes.push(`duplicates were not looked for among the last ${unremembered} records`)
    return notes
  }

  #keep(problems: readonly PlacedBroken[]): void {
    for (const problem of problems) {
      this.#byRule.set(problem.rule, (this.#byRule.get(problem.rule) ?? 0) + 1)
      if (this.#listed.length < mostListed) this.#listed.push(problem)
    }
  }

  #decode(bytes: Uint8Array): string | null {
    try {
      return this.#decoder.decode(bytes)
    } catch {
      return null
    }
  }
}
