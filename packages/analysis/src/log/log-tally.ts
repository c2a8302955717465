import {
  addVector,
  countDecision,
  counterIndex,
  emptyVector,
  endingMarks,
  mark,
  startBucket,
  type Cohort,
  type CountVector,
  type Observation,
} from '@partial-trust/core/metrics'
import { CellTable, type CellSnapshot } from './cell-table.js'
import { LatencyTally, type LatencyCount } from './latency-tally.js'
import { SeenRecords, type SeenSnapshot } from './seen-records.js'

/** What is kept of one cohort beside its cells. */
export type CohortTally = {
  readonly cohort: Cohort
  /** Lines of the log, duplicates included. */
  records: number
  /** Earliest and latest record; infinite without a readable time. */
  firstMs: number
  lastMs: number
  /** Counts that belong to no bucket: of decisions without candidate, and without readable time. */
  readonly untimed: CountVector
}

/** A tally as data: to hand to another thread, or to keep beside the log. */
export type TallySnapshot = {
  readonly records: number
  readonly sampled: number
  readonly parseErrors: number
  readonly duplicates: number
  readonly outside: number
  readonly statuses: ReadonlyMap<string, number>
  readonly reasons: ReadonlyMap<string, number>
  readonly schemas: ReadonlyMap<string, number>
  readonly deadlines: ReadonlyMap<number, number>
  readonly diffs: {
    readonly compared: number
    readonly intent: number
    readonly entityKeys: number
  }
  readonly latencies: readonly LatencyCount[]
  readonly cohorts: readonly CohortTally[]
  readonly seen: SeenSnapshot
  readonly cells: CellSnapshot
}

/** Most cohorts told apart; what comes after is counted as `too many cohorts` and is no evidence. */
const mostCohorts = 1024

/**
 * Everything an analysis keeps of a log, in memory that does not grow with its length. The seed's
 * figures count lines; the evidence (cohorts, cells) counts every decision once.
 */
export class LogTally {
  records = 0
  sampled = 0
  parseErrors = 0
  /** Attempts whose record had come before. */
  duplicates = 0
  /** Records outside the asked-for time, or without a time when one was asked for. */
  outside = 0
  /** What is known to be missing of the log, a sentence each. */
  readonly holes: string[] = []
  readonly statuses = new Map<string, number>()
  readonly reasons = new Map<string, number>()
  readonly schemas = new Map<string, number>()
  readonly deadlines = new Map<number, number>()
  /** Over records with a diff_summary, as the seed counts them. */
  readonly diffs = { compared: 0, intent: 0, entityKeys: 0 }
  readonly latencies = new LatencyTally()
  readonly seen: SeenRecords
  readonly cells = new CellTable()
  readonly cohorts: CohortTally[] = []
  readonly #cohortIndex = new Map<string, number>()

  /** Whether parts of a corridor are told apart. */
  readonly #byPart: boolean

  /**
   * `backwards`: whether it counts from the end of a log towards another tally, which will merge it.
   * `byPart`: whether parts of a corridor are told apart; what looks at records quickly does not see them.
   */
  constructor(way: { readonly backwards?: boolean; readonly byPart?: boolean } = {}) {
    this.#byPart = way.byPart ?? false
    this.seen = new SeenRecords(way)
  }

  /** Counts one record; `identity` tells it from all others. */
  add(observation: Observation, identity: number): void {
    const how = endingMarks(observation)
    const cohort = this.cohortOf(observation)
    this.line(observation.status, observation.reasonCode, observation.schema, 1)
    if (observation.sampled) this.sampled += 1
    this.span(cohort, observation.atMs, observation.atMs, 1)
    this.attempt(cohort, how, observation, identity)
  }

  /** Counts `times` lines of one ending. */
  line(status: string, reasonCode: string, schema: number | null, times: number): void {
    this.records += times
    raise(this.statuses, status, times)
    raise(this.reasons, reasonCode, times)
    raise(this.schemas, schema === null ? 'none' : String(schema), times)
  }

  /** Widens a cohort's time by `times` records between two moments. */
  span(cohort: number, firstMs: number | null, lastMs: number | null, times: number): void {
    const tally = this.#cohort(cohort)
    tally.records += times
    if (firstMs !== null) tally.firstMs = Math.min(tally.firstMs, firstMs)
    if (lastMs !== null) tally.lastMs = Math.max(tally.lastMs, lastMs)
  }

  /** Counts decisions of which there is nothing to say but that they reached the draw, or not. */
  plain(cohort: number, how: number, times: number): void {
    const { untimed } = this.#cohort(cohort)
    const { eligible, sampled } = counterIndex
    if ((how & mark.eligible) !== 0) untimed[eligible] = (untimed[eligible] ?? 0) + times
    if ((how & mark.sampled) !== 0) untimed[sampled] = (untimed[sampled] ?? 0) + times
  }

  /** Counts the candidate's side of one record. */
  attempt(cohort: number, how: number, facts: Candidate, identity: number): void {
    const { latencyMs, mismatch } = facts
    if (latencyMs !== null) this.latencies.add(latencyMs)
    if (mismatch !== null) {
      this.diffs.compared += 1
      if (mismatch.intent) this.diffs.intent += 1
      if (mismatch.entityKeys) this.diffs.entityKeys += 1
    }
    if ((how & mark.attempt) === 0) {
      this.plain(cohort, how, 1)
      return
    }
    if (!this.seen.add(identity)) {
      this.duplicates += 1
      this.plain(cohort, how, 1) // of the others copies count too, and the draw compares the two
      return
    }
    if (facts.deadlineMs !== null && this.deadlines.size < 256)
      raise(this.deadlines, facts.deadlineMs, 1)
    const { bucket } = startBucket(facts)
    const cell = bucket === null ? this.#cohort(cohort).untimed : this.cells.at(cohort, bucket)
    countDecision(cell, { ...facts, ending: how })
  }

  /** Of the deadlines that may be set at all (SPEC section 2); 0 where no record names one. */
  get longestDeadlineMs(): number {
    return Math.max(0, ...[...this.deadlines.keys()].filter((ms) => ms <= 60_000))
  }

  /** A view on most of it: counting on changes it. */
  snapshot(): TallySnapshot {
    return {
      records: this.records,
      sampled: this.sampled,
      parseErrors: this.parseErrors,
      duplicates: this.duplicates,
      outside: this.outside,
      diffs: this.diffs,
      cohorts: this.cohorts,
      statuses: this.statuses,
      reasons: this.reasons,
      schemas: this.schemas,
      deadlines: this.deadlines,
      latencies: this.latencies.entries(),
      seen: this.seen.snapshot(),
      cells: this.cells.snapshot(),
    }
  }

  /**
   * Adds what another tally counted of the lines behind ours. Answers how many decisions both
   * counted: with any, the sum is wrong and the lines have to be counted by one tally.
   */
  merge(other: TallySnapshot): number {
    for (const name of ['records', 'sampled', 'parseErrors', 'duplicates', 'outside'] as const) {
      this[name] += other[name]
    }
    for (const name of ['statuses', 'reasons', 'schemas'] as const) {
      for (const [key, n] of other[name]) raise(this[name], key, n)
    }
    for (const [deadline, n] of other.deadlines) raise(this.deadlines, deadline, n)
    for (const name of ['compared', 'intent', 'entityKeys'] as const) {
      this.diffs[name] += other.diffs[name]
    }
    this.latencies.merge(other.latencies)
    const ours = other.cohorts.map(({ cohort }) => this.cohortOf(cohort))
    for (const [index, { firstMs, lastMs, records, untimed }] of other.cohorts.entries()) {
      const cohort = ours[index] ?? 0
      this.span(cohort, firstMs, lastMs, records)
      addVector(this.#cohort(cohort).untimed, untimed)
    }
    this.cells.merge(other.cells, (theirs) => ours[theirs] ?? 0)
    return this.seen.merge(other.seen)
  }

  /** The number under which a cohort is kept here. */
  cohortOf(fields: Cohort): number {
    const { corridor, epoch, stage, sampleRate, mode, model, part = null } = fields
    const plain = { corridor, epoch, stage, sampleRate, mode, model }
    const cohort: Cohort = part === null || !this.#byPart ? plain : { ...plain, part }
    const name = JSON.stringify(Object.values(cohort))
    const known = this.#cohortIndex.get(name)
    if (known !== undefined) return known
    if (this.cohorts.length >= mostCohorts - 1 && fields !== tooMany) return this.cohortOf(tooMany)
    const index = this.cohorts.length
    const tally = {
      cohort,
      records: 0,
      firstMs: Infinity,
      lastMs: -Infinity,
      untimed: emptyVector(),
    }
    this.cohorts.push(tally)
    this.#cohortIndex.set(name, index)
    return index
  }

  #cohort(index: number): CohortTally {
    const tally = this.cohorts[index]
    if (tally === undefined) throw new RangeError(`there is no cohort ${index}`)
    return tally
  }
}

/** The numbers of a candidate that {@link LogTally.attempt} counts. */
export type Candidate = Pick<
  Observation,
  'atMs' | 'latencyMs' | 'deadlineMs' | 'mismatch' | 'inputTokens' | 'outputTokens'
>

const tooMany: Cohort = {
  corridor: 'too many cohorts',
  epoch: null,
  stage: null,
  sampleRate: null,
  mode: 'shadow',
  model: null,
}

export function raise<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
