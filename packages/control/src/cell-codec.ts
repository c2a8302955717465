import {
  counterIndex,
  counterNames,
  emptyVector,
  hourBuckets,
  latencyBins,
} from '@partial-trust/core'
import type { Cell, CellKey, CellSpan, CountVector } from '@partial-trust/core'
import { parseJson } from './parse-json.js'

/**
 * Counts as they are stored: counters by name and latency bins by number, zeros left out, so that
 * a version with another counter reads what this one wrote.
 */
export function encodeCounts(vector: CountVector, span?: CellSpan): string {
  const counts: Record<string, number> = {}
  for (const name of counterNames) {
    const value = vector[counterIndex[name]] ?? 0
    if (value > 0) counts[name] = value
  }
  for (let bin = 0; bin < latencyBins; bin += 1) {
    const value = vector[counterNames.length + bin] ?? 0
    if (value > 0) counts[`latency_${bin}`] = value
  }
  if (span === undefined) return JSON.stringify(counts)
  const { last, asked } = span
  const askedIn =
    asked === null ? {} : { [spanNames.askedFirst]: asked.first, [spanNames.askedLast]: asked.last }
  return JSON.stringify({ ...counts, [spanNames.last]: last, ...askedIn })
}

/** Written into stores, beside the counts: never change them. */
const spanNames = {
  last: 'span_last',
  askedFirst: 'span_asked_first',
  askedLast: 'span_asked_last',
} as const

/** @throws {TypeError} when the text is not what {@link encodeCounts} writes. */
export function decodeCounts(json: string): CountVector {
  return decodeCounted(json).vector
}

/** One row of a store. @throws {TypeError} when it is not what was written. */
export function decodeCell(row: { readonly key: string; readonly counts: string }): Cell {
  return { key: decodeKey(row.key), ...decodeCounted(row.counts) }
}

export type Counted = Pick<Cell, 'vector' | 'span'>

/** @throws {TypeError} when the text is not what {@link encodeCounts} writes. */
export function decodeCounted(json: string): Counted {
  const stored = parseJson(json, 'the counts of a cell')
  if (typeof stored !== 'object' || stored === null) throw new TypeError('counts are not an object')
  const vector = vectorOf(stored)
  const span = spanOf(stored)
  return span === null ? { vector } : { vector, span }
}

function spanOf(stored: object): CellSpan | null {
  const at = (name: string): number | null => {
    const value: unknown = Reflect.get(stored, name)
    return Number.isInteger(value) ? Number(value) : null
  }
  const last = at(spanNames.last)
  if (last === null) return null
  const [first, lastAsked] = [at(spanNames.askedFirst), at(spanNames.askedLast)]
  return { last, asked: first === null || lastAsked === null ? null : { first, last: lastAsked } }
}

function vectorOf(stored: object): CountVector {
  const vector = emptyVector()
  for (const [name, value] of Object.entries(stored)) {
    const index = places.get(name)
    if (index === undefined) continue // a counter of a newer version
    if (typeof value !== 'number' || !(value >= 0 && value < Infinity))
      throw new TypeError(`count ${name} is no count`)
    vector[index] = value
  }
  return vector
}

const places: ReadonlyMap<string, number> = new Map([
  ...counterNames.map((name): [string, number] => [name, counterIndex[name]]),
  ...Array.from({ length: latencyBins }, (_, bin): [string, number] => [
    `latency_${bin}`,
    counterNames.length + bin,
  ]),
])

export function encodeKey(key: CellKey): string {
  const { instance, bucket, corridor, epoch, stage, sampleRate, mode, model } = key
  const { part = null, confidenceKind = null } = key
  const fields = [instance, bucket, corridor, epoch, stage, sampleRate, mode, model]
  // Without parts and confidence cells keep the names that they always had.
  if (confidenceKind !== null) return JSON.stringify([...fields, part, confidenceKind])
  return JSON.stringify(part === null ? fields : [...fields, part])
}

/** @throws {TypeError} when the text is not what {@link encodeKey} writes. */
export function decodeKey(json: string): CellKey {
  const parts = parseJson(json, 'a cell key')
  if (!Array.isArray(parts)) throw new TypeError('a cell key is not a list')
  const [instance, bucket, corridor, epoch, stage, sampleRate, mode, model, ...more]: unknown[] =
    parts
  const [part, confidenceKind] = more
  if (typeof instance !== 'string' || typeof corridor !== 'string') {
    throw new TypeError('a cell key lacks its names')
  }
  return {
    instance: shared(instance),
    bucket: numberOrNull(bucket),
    corridor: shared(corridor),
    epoch: textOrNull(epoch),
    stage: textOrNull(stage),
    sampleRate: numberOrNull(sampleRate),
    mode: mode === 'shadow' ? 'shadow' : 'live',
    model: textOrNull(model),
    ...(typeof part === 'string' ? { part } : {}),
    ...(typeof confidenceKind === 'string' ? { confidenceKind } : {}),
  }
}

/** The cell all processes share: what their counts are added up in. */
export function pooledKey(key: CellKey): CellKey {
  return { ...key, instance: '' }
}

/** The cell that a pooled one becomes a part of when so many buckets are put together. */
export function foldedKey(key: CellKey, width: number): CellKey {
  const { bucket } = key
  return {
    ...key,
    instance: `${foldedMark}${width}`,
    bucket: bucket === null ? null : windowStart(bucket, width),
  }
}

/**
 * How many buckets a cell of the store holds at most.
 *
 * @throws {TypeError} when a newer version put buckets together in a way that this one cannot tell from others: it
 *   would count them beside those they stand for.
 */
export function cellWidth({ instance }: CellKey): number {
  if (!instance.startsWith(foldedMark)) return 1
  const width = Number(instance.slice(foldedMark.length))
  if (Number.isInteger(width) && width > 1 && hourBuckets % width === 0) return width
  throw new TypeError(
    `counts were put together as "${instance}", which this version does not know: a newer one wrote them, and judges them`,
  )
}

export function windowStart(bucket: number, width: number): number {
  return Math.floor(bucket / width) * width
}

/** With the width, stands where a process's name would: no process is called so. Written into stores: never change it. */
const foldedMark = '~'

/**
 * What `next` adds to `known`, which is raised to it; null when it adds nothing.
 */
export function raiseAndDiffer(known: CountVector, next: CountVector): CountVector | null {
  const added = emptyVector()
  let grew = false
  for (let i = 0; i < added.length; i += 1) {
    const gain = (next[i] ?? 0) - (known[i] ?? 0)
    if (gain <= 0) continue
    added[i] = gain
    known[i] = next[i] ?? 0
    grew = true
  }
  return grew ? added : null
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? shared(value) : null
}

/** Names of corridors, stages, epochs and models: few, each in every cell of a year. */
const texts = new Map<string, string>()
const mostTexts = 1000

/** The same text as one that was read before, so that memory holds it once. */
function shared(text: string): string {
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= mostTexts) texts.clear()
  texts.set(text, text)
  return text
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
