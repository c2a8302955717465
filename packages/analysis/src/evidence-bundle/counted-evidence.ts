import {
  addVector,
  counterIndex,
  counterNames,
  emptyVector,
  latencyBins,
  type CountVector,
} from '@partial-trust/core'
import { z } from 'zod'
import { LogTally, type CohortTally } from '../log/log-tally.js'

const amount = z.number().nonnegative()
const moment = z.number().nullable()

const counts = z.strictObject({
  ...Object.fromEntries(counterNames.map((name) => [name, amount.optional()])),
  /** Completed attempts by latency bin: `[bin, how many]`. */
  latency: z
    .array(
      z.tuple([
        z
          .int()
          .min(0)
          .max(latencyBins - 1),
        amount,
      ]),
    )
    .optional(),
})

const cohort = z.strictObject({
  corridor: z.string(),
  epoch: z.string().nullable(),
  stage: z.string().nullable(),
  sampleRate: z.number().nullable(),
  mode: z.enum(['live', 'shadow']),
  model: z.string().nullable(),
})

const named = z.array(z.tuple([z.string(), amount]))
const numbered = z.array(z.tuple([z.number(), amount]))

/** Years 0 to 9999 in steps of 10 s, what a table of cells can hold. */
const furthestBucket = 2 ** 35 - 1

/**
 * Everything an analysis counted of a log, as plain JSON: sums only, which merge by adding. No id
 * is in it, nor any text of a command or a model. Zeros are left out.
 */
export const countedEvidence = z.strictObject({
  records: amount,
  sampled: amount,
  parse_errors: amount,
  /** What is known to be missing of the log, a sentence each; none in bundles of earlier versions. */
  holes: z.array(z.string()).optional(),
  duplicates: amount,
  /** Whether the log was so long that an old duplicate could have gone unnoticed. */
  forgetful: z.boolean(),
  statuses: named,
  reasons: named,
  schemas: named,
  deadlines: numbered,
  diffs: z.strictObject({ compared: amount, intent: amount, entityKeys: amount }),
  latencies: numbered,
  cohorts: z.array(
    z.strictObject({
      cohort,
      records: amount,
      first_ms: moment,
      last_ms: moment,
      /** Decisions without candidate, and those without readable time. */
      untimed: counts,
    }),
  ),
  /** Width of a cell in buckets of 10 s. */
  scale: z.int().min(1),
  /** `[cohort, last bucket of the cell, counts]`. */
  cells: z.array(
    z.tuple([z.int().nonnegative(), z.int().min(-furthestBucket).max(furthestBucket), counts]),
  ),
})

export type CountedEvidence = z.infer<typeof countedEvidence>
type SparseCounts = z.infer<typeof counts>

/** The same for the same records, in whatever order threads counted them. */
export function evidenceOf(tally: LogTally): CountedEvidence {
  const order = [...tally.cohorts.entries()]
    .map(([was, part]) => ({ was, part, name: JSON.stringify(part.cohort) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const place = new Map(order.map(({ was }, now) => [was, now]))
  return {
    records: tally.records,
    sampled: tally.sampled,
    parse_errors: tally.parseErrors,
    ...(tally.holes.length === 0 ? {} : { holes: [...tally.holes] }),
    duplicates: tally.duplicates,
    forgetful: tally.seen.forgetful,
    statuses: byName(tally.statuses),
    reasons: byName(tally.reasons),
    schemas: byName(tally.schemas),
    deadlines: byNumber(tally.deadlines),
    diffs: { ...tally.diffs },
    latencies: byNumber(tally.latencies.entries()),
    cohorts: order.map(({ part }) => cohortEvidence(part)),
    scale: tally.cells.scale,
    cells: [...tally.cells.cells()]
      .map(({ cohort: was, bucket, vector }): CountedEvidence['cells'][number] => [
        place.get(was) ?? 0,
        bucket,
        sparse(vector),
      ])
      .toSorted(([a, x], [b, y]) => a - b || x - y),
  }
}

/**
 * The tally that evidence was written from, without the identities that told duplicates apart.
 *
 * @throws {RangeError} when a cell belongs to no cohort.
 */
export function tallyOf(evidence: CountedEvidence): LogTally {
  const tally = new LogTally()
  const none = new Float64Array()
  tally.merge({
    records: evidence.records,
    sampled: evidence.sampled,
    parseErrors: evidence.parse_errors,
    duplicates: evidence.duplicates,
    outside: 0,
    statuses: new Map(evidence.statuses),
    reasons: new Map(evidence.reasons),
    schemas: new Map(evidence.schemas),
    deadlines: new Map(evidence.deadlines),
    diffs: evidence.diffs,
    latencies: evidence.latencies,
    cohorts: evidence.cohorts.map((part) => ({
      cohort: part.cohort,
      records: part.records,
      firstMs: part.first_ms ?? Infinity,
      lastMs: part.last_ms ?? -Infinity,
      untimed: dense(part.untimed),
    })),
    seen: { generations: [], forgetful: evidence.forgetful },
    cells: { scale: evidence.scale, keys: none, vectors: none },
  })
  tally.holes.push(...(evidence.holes ?? []))
  for (const [index, bucket, cell] of evidence.cells) {
    const part = evidence.cohorts[index]
    if (part === undefined) throw new RangeError(`a cell names cohort ${index}, which is not there`)
    addVector(tally.cells.at(tally.cohortOf(part.cohort), bucket), dense(cell))
  }
  return tally
}

function cohortEvidence(part: CohortTally): CountedEvidence['cohorts'][number] {
  return {
    cohort: part.cohort,
    records: part.records,
    first_ms: finite(part.firstMs),
    last_ms: finite(part.lastMs),
    untimed: sparse(part.untimed),
  }
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null
}

function sparse(vector: CountVector): SparseCounts {
  const entries = counterNames
    .map((name) => [name, vector[counterIndex[name]] ?? 0] as const)
    .filter(([, n]) => n !== 0)
  const latency = [...vector.subarray(counterNames.length).entries()].filter(([, n]) => n !== 0)
  return { ...Object.fromEntries(entries), ...(latency.length === 0 ? {} : { latency }) }
}

function dense({ latency = [], ...counters }: SparseCounts): CountVector {
  const vector = emptyVector()
  const given: Readonly<Record<string, number | undefined>> = counters
  for (const name of counterNames) vector[counterIndex[name]] = given[name] ?? 0
  for (const [bin, n] of latency) vector[counterNames.length + bin] = n
  return vector
}

function byName(found: ReadonlyMap<string, number>): [string, number][] {
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function byNumber(found: Iterable<readonly [number, number]>): [number, number][] {
  return [...found].map(([a, n]): [number, number] => [a, n]).toSorted(([a], [b]) => a - b)
}
