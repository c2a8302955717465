import { isSampled, sampleBucket, roleOf } from '@partial-trust/core'
import type { KnownCorridors } from './known-corridors.js'
import { broken, type Broken } from './log-rule.js'
import type { RiskRecord } from '@partial-trust/core'

/** A line of the log, so that it can be found: file and 1-based number. */
export type Place = { readonly file: string; readonly line: number }
export type PlacedBroken = Broken & { readonly place: Place | null }

export type InstanceSpan = {
  readonly instance: string
  records: number
  first: string
  last: string
  longestGapMs: number
}

/** Ids that are remembered, to find a second occurrence; some 100 bytes each. */
const mostIds = 5_000_000
const hmacShape = /^[0-9a-f]{64}$/u

type Recent = { readonly rate: number; readonly place: Place }

/** What must hold between records: fed one by one in the order of the log. */
export class LogState {
  readonly #corridors: KnownCorridors
  readonly #traces = new Map<string, Place>()
  readonly #buckets = new Map<string, number>()
  readonly #constants = new Map<string, { epoch: string; deadline: number }>()
  readonly #rates = new Map<string, [Recent, Recent | null]>()
  readonly #drawn = new Map<string, { rate: number; ids: number; sampled: number }>()
  readonly #spans = new Map<string, InstanceSpan>()
  /** Records whose bucket was computed anew from a plain id. */
  recomputedBuckets = 0
  /** Records beyond {@link mostIds}, which a duplicate could hide among. */
  unremembered = 0

  constructor(corridors: KnownCorridors) {
    this.#corridors = corridors
  }

  add(record: RiskRecord, place: Place): PlacedBroken[] {
    const here = (problem: Broken | null): PlacedBroken[] =>
      problem === null ? [] : [{ ...problem, place }]
    return [
      ...here(this.#duplicate(record, place)),
      ...here(this.#bucket(record)),
      ...here(this.#order(record)),
      ...here(this.#instance(record)),
      ...this.#loneRate(record, place),
    ]
  }

  /** Whether a process has written nothing so far. */
  isNew(instance: string): boolean {
    return !this.#spans.has(instance)
  }

  spans(): readonly InstanceSpan[] {
    return [...this.#spans.values()]
  }

  /** What only shows when all records are known. */
  finish(): PlacedBroken[] {
    return [...this.#drawn].flatMap(([corridor, { rate, ids, sampled }]) => {
      const expected = rate * ids
      // Five standard deviations and a little for small counts: one honest log in some millions.
      const slack = 5 * Math.sqrt(expected * (1 - rate)) + 3
      if (Math.abs(sampled - expected) <= slack) return []
      const [name] = corridor.split(' ')
      const message = `${name}: ${sampled} of ${ids} ids sampled at the rate ${rate}, ${expected.toFixed(1)} ± ${slack.toFixed(1)} are due`
      return [{ ...broken('sample-ratio', message), place: null }]
    })
  }

  #duplicate({ trace_id: trace }: RiskRecord, place: Place): Broken | null {
    const first = this.#traces.get(trace)
    if (first !== undefined)
      return broken('duplicate', `the trace_id is that of ${first.file}:${first.line}`)
    if (this.#traces.size < mostIds) this.#traces.set(trace, place)
    else this.unremembered += 1
    return null
  }

  #bucket(record: RiskRecord): Broken | null {
    const { command_id: id, corridor_intent: corridor, bucket } = record
    if (id === null && record.status === 'error') return null // failed before the id was known
    const key = `${corridor} ${id ?? ''}`
    const seen = this.#buckets.get(key)
    if (seen === undefined) {
      if (this.#buckets.size < mostIds) this.#buckets.set(key, bucket)
      this.#draw(record)
    } else if (seen !== bucket) {
      return broken('bucket', `${bucket}, where another record of the same id says ${seen}`)
    }
    const salt = this.#corridors.get(corridor)?.salt
    if (salt === undefined || (id !== null && hmacShape.test(id))) return null
    this.recomputedBuckets += 1
    const exact = sampleBucket(salt, id)
    const due = Math.min(Math.round(exact * 1e6), 999_999) / 1e6
    if (due !== bucket) return broken('bucket', `${bucket}, the id gives ${due}`)
    if (record.status === 'not_sampled' && isSampled(exact, record.sample_rate)) {
      return broken(
        'membership',
        `not sampled, though the id gives ${exact} at ${record.sample_rate}`,
      )
    }
    return record.sampled && !isSampled(exact, record.sample_rate)
      ? broken('membership', `sampled, though the id gives ${exact} at ${record.sample_rate}`)
      : null
  }

  /** Counts an id, the first time it comes, among those that reached the draw. */
  #draw({ corridor_intent: corridor, sample_rate: rate, status, sampled }: RiskRecord): void {
    if (status !== 'not_sampled' && !sampled) return
    const key = `${corridor} ${rate}`
    const drawn = this.#drawn.get(key) ?? { rate, ids: 0, sampled: 0 }
    drawn.ids += 1
    if (sampled) drawn.sampled += 1
    this.#drawn.set(key, drawn)
  }

  #order({ instance, timestamp }: RiskRecord): Broken | null {
    const span = this.#spans.get(instance)
    if (span === undefined) {
      this.#spans.set(instance, {
        instance,
        records: 1,
        first: timestamp,
        last: timestamp,
        longestGapMs: 0,
      })
      return null
    }
    const { last } = span
    span.records += 1
    const gap = Date.parse(timestamp) - Date.parse(last)
    span.longestGapMs = Math.max(span.longestGapMs, gap)
    span.last = timestamp
    return gap < 0
      ? broken('order', `${timestamp} after ${last}: moved, or the clock was set back`)
      : null
  }

  #instance(record: RiskRecord): Broken | null {
    const { epoch, deadline_ms: deadline } = record
    const key = `${record.corridor_intent} ${record.instance}`
    const known = this.#constants.get(key)
    if (known === undefined) {
      this.#constants.set(key, { epoch, deadline })
      return null
    }
    if (known.epoch !== epoch)
      return broken('instance', 'another epoch than the process had before')
    return known.deadline === deadline
      ? null
      : broken('instance', `deadline ${deadline} ms, the process had ${known.deadline} ms before`)
  }

  /** A rate that differs from those of the record before and the one after, which agree. */
  #loneRate(record: RiskRecord, place: Place): PlacedBroken[] {
    const { sample_rate: rate, stage, reason_code: reason } = record
    if (rate === 0 || (record.status === 'skipped' && roleOf(reason) === 'closed')) return []
    const key = `${record.corridor_intent} ${record.instance} ${stage ?? ''}`
    const [last, before] = this.#rates.get(key) ?? [null, null]
    this.#rates.set(key, [{ rate, place }, last])
    if (last === null || before === null || before.rate !== rate || last.rate === rate) return []
    const message = `the rate ${last.rate} for one record between records at ${rate}`
    return [{ ...broken('lone-rate', message), place: last.place }]
  }
}
