import { LineSplitter } from '../log/line-splitter.js'
import type { LogPart, RiskLog } from '../log/log-part.js'
import { missingLog } from '../log/missing-log.js'
import { partChunks } from '../log/part-chunks.js'
import type { KnownCorridor, KnownCorridors } from './known-corridors.js'
import { broken, type LogRule } from './log-rule.js'
import { LogState, type InstanceSpan, type Place, type PlacedBroken } from './log-state.js'
import { recordProblems } from './record-rules.js'
import { readShape, type Shape } from './record-shape.js'

export type LogVerification = {
  /** `NOTHING` when there is no record to check: that is no PASS. */
  readonly verdict: 'PASS' | 'FAIL' | 'NOTHING'
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
  readonly corridors: KnownCorridors
  /** Stops between two files' lines. */
  readonly signal?: AbortSignal
}

const mostListed = 1_000

/** Recomputes from the records of a log and its rotated files what must hold of them. */
export async function verifyLog(
  log: RiskLog,
  { corridors, signal }: VerifySettings,
): Promise<LogVerification> {
  const check = new LogCheck(corridors)
  for (const hole of log.holes) check.hole(hole)
  for (const part of log.parts) await checkPart(check, part, signal)
  const isThere = log.parts.length > 0 || log.holes.length > 0
  return check.finish(
    log.parts.map(({ path }) => path),
    isThere ? null : await missingLog(log.name),
  )
}

async function checkPart(
  check: LogCheck,
  part: LogPart,
  signal: AbortSignal | undefined,
): Promise<void> {
  const splitter = new LineSplitter()
  let line = 0
  const take = (lines: Iterable<Uint8Array | null>): void => {
    for (const bytes of lines) {
      line += 1
      check.line(bytes, { file: part.path, line })
    }
  }
  for await (const chunk of partChunks(part, (hole) => check.hole(hole))) {
    signal?.throwIfAborted()
    take(splitter.take(chunk))
  }
  take(splitter.end())
  check.endOfFile()
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

  readonly #corridors: KnownCorridors
  /** Corridors in the log that are registered nowhere we know, and those of which we know no threshold. */
  readonly #foreign = new Set<string>()
  readonly #unheld = new Set<string>()

  constructor(corridors: KnownCorridors) {
    this.#corridors = corridors
    this.#state = new LogState(corridors)
  }

  /** Something is missing of the log: what is not there cannot be shown to be right. */
  hole(sentence: string): void {
    this.#keep([{ ...broken('hole', sentence), place: null }])
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
    const corridor = this.#corridorOf(shape.record.corridor_intent)
    this.#keep(recordProblems(shape.record, corridor).map((problem) => ({ ...problem, place })))
    if (shape.kind === 'seed-record') {
      this.#seedRecords += 1
      if (this.#seedPlaces.length < mostListed) this.#seedPlaces.push(place)
      return
    }
    this.#records += 1
    this.#keep(this.#state.add(shape.record, place))
  }

  #corridorOf(intent: string): KnownCorridor | null {
    const known = this.#corridors.get(intent) ?? null
    if (known === null) this.#foreign.add(intent)
    else if (known.leastConfidence === null || known.reasons === null) this.#unheld.add(intent)
    return known
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

  /** @param missing Why there is no log, in a sentence; null where there is one. */
  finish(files: readonly string[], missing: string | null = null): LogVerification {
    this.endOfFile()
    if (this.#records > 0) {
      const message = 'without a version, among records with one'
      this.#keep(this.#seedPlaces.map((place) => ({ ...broken('mixed-versions', message), place })))
    }
    this.#keep(this.#state.finish())
    const problems = [...this.#byRule.values()].reduce((sum, count) => sum + count, 0)
    const records = this.#records + this.#seedRecords
    return {
      verdict: problems > 0 ? 'FAIL' : records === 0 ? 'NOTHING' : 'PASS',
      files,
      records,
      seed_records: this.#seedRecords,
      recomputed_buckets: this.#state.recomputedBuckets,
      torn_lines: this.#torn,
      problems,
      by_rule: Object.fromEntries(this.#byRule),
      broken: this.#listed,
      instances: this.#state.spans(),
      notes: this.#notes(missing),
    }
  }

  #notes(missing: string | null): string[] {
    const notes: string[] = []
    if (missing !== null) notes.push(missing)
    if (this.#foreign.size > 0) {
      notes.push(
        `not registered here, so that only what holds of every corridor was checked (no salt, threshold or reasons of its own): ${listed(this.#foreign)}; name the file that registers it with --config`,
      )
    }
    if (this.#unheld.size > 0) {
      notes.push(
        `the registration names no confidence threshold or no reasons, which were not checked: ${listed(this.#unheld)}`,
      )
    }
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

function listed(names: ReadonlySet<string>): string {
  return [...names].toSorted().join(', ')
}
