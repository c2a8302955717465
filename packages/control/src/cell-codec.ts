import { bucketMs, counterIndex, counterNames, emptyVector, latencyBins } from '@partial-trust/core'
import type { CellKey, CountVector } from '@partial-trust/core'
import { parseJson } from './parse-json.js'

/**
 * Counts as they are stored: counters by name and latency bins by number, zeros left out, so that
 * a version with another counter reads what this one wrote.
 */
export function encodeCounts(vector: CountVector): string {
  const counts: Record<string, number> = {}
  for (const name of counterNames) {
    const value = vector[counterIndex[name]] ?? 0
    if (value > 0) counts[name] = value
  }
  for (let bin = 0; bin < latencyBins; bin += 1) {
    const value = vector[counterNames.length + bin] ?? 0
    if (value > 0) counts[`latency_${bin}`] = value
  }
  return JSON.stringify(counts)
}

/** @throws {TypeError} when the text is not what {@link encodeCounts} writes. */
export function decodeCounts(json: string): CountVector {
  const stored = parseJson(json, 'the counts of a cell')
  if (typeof stored !== 'object' || stored === null) throw new TypeError('counts are not an object')
  const vector = emptyVector()
  for (const [name, value] of Object.entries(stored)) {
    const index = places.get(name)
    if (index === undefined) continue // a counter of a newer version
    if (typeof value !== 'number' || !(value >= 0)) throw new TypeError(`count ${name} is no count`)
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
    instance,
    bucket: numberOrNull(bucket),
    corridor,
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

/** Buckets in a cell that holds several put together: five minutes, which every usual window is made of. */
export const foldBuckets = 300_000 / bucketMs

/** The cell that a pooled one becomes a part of when buckets are put together. */
export function foldedKey(key: CellKey): CellKey {
  const { bucket } = key
  return { ...key, instance: foldedInstance, bucket: bucket === null ? null : windowStart(bucket) }
}

/** Whether a cell of the store holds several buckets put together. */
export function isFolded({ instance }: CellKey): boolean {
  return instance === foldedInstance
}

export function windowStart(bucket: number): number {
  return Math.floor(bucket / foldBuckets) * foldBuckets
}

/** Stands where a process's name would: no process is called so. Written into stores: never change it. */
const foldedInstance = `~${foldBuckets}`

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
  return typeof value === 'string' ? value : null
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
