import type { CountVector } from './counts.js'
import type { Cohort } from './observation.js'

/** Names one cell: who counted, when, and what its decisions have in common. */
export type CellKey = Cohort & {
  /** Random name of the process, new at every start, so that no two ever count into one cell. */
  readonly instance: string
  /** Start of the bucket over `bucketMs`; null where the record names no readable time. */
  readonly bucket: number | null
  /** How the candidates' confidence came about: kinds are never put together. Absent or null where they state none. */
  readonly confidenceKind?: string | null
}

export type Cell = { readonly key: CellKey; readonly vector: CountVector }

/** What a key holds of a decision; when it started is reckoned apart. */
type Timeless = Omit<CellKey, 'bucket'>

export function cellKey(of: Timeless, bucket: number | null): CellKey {
  const { instance, corridor, epoch, stage, sampleRate, mode, model, part = null } = of
  const key = { instance, bucket, corridor, epoch, stage, sampleRate, mode, model }
  const kind = kindOf(of)
  if (part === null && kind === null) return key
  return kind === null ? { ...key, part } : { ...key, part, confidenceKind: kind }
}

/** Names a cell; the key's members must be in {@link cellKey}'s order. */
export function cellName(key: CellKey): string {
  return JSON.stringify(Object.values(key))
}

/** Whether `cellKey(of, bucket)` would equal the key. */
export function isInCell(key: CellKey, of: Timeless, bucket: number | null): boolean {
  return (
    key.bucket === bucket &&
    key.instance === of.instance &&
    key.corridor === of.corridor &&
    key.epoch === of.epoch &&
    key.stage === of.stage &&
    key.sampleRate === of.sampleRate &&
    key.mode === of.mode &&
    key.model === of.model &&
    (key.part ?? null) === (of.part ?? null) &&
    (key.confidenceKind ?? null) === kindOf(of)
  )
}

function kindOf({ confidenceKind = null }: Timeless): string | null {
  return confidenceKind === 'missing' ? null : confidenceKind
}
