import { counterIndex, type CountVector } from './counts.js'
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

export type Cell = {
  readonly key: CellKey
  readonly vector: CountVector
  /** Given where several buckets were put together, `key.bucket` being the first that they may be of. */
  readonly span?: CellSpan
}

/** Which buckets a cell's decisions started in, so that no verdict forgets when a stage began or was last seen. */
export type CellSpan = {
  readonly last: number
  /** The first and last in which a candidate was asked for; null where none was. */
  readonly asked: { readonly first: number; readonly last: number } | null
}

/** Null where no time is known. */
export function cellSpan(cell: Cell): CellSpan | null {
  if (cell.span !== undefined) return cell.span
  const { bucket } = cell.key
  if (bucket === null) return null
  const { vector } = cell
  const asked = (vector[counterIndex.attempts] ?? 0) + (vector[counterIndex.started] ?? 0)
  return { last: bucket, asked: asked > 0 ? { first: bucket, last: bucket } : null }
}

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
  return key.bucket === bucket && key.instance === of.instance && isOfKind(key, of)
}

/** Whether a cell holds decisions like these, whoever counted them and when. */
export function isOfKind(key: CellKey, of: Omit<Timeless, 'instance'>): boolean {
  return (
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

function kindOf({ confidenceKind = null }: Pick<Timeless, 'confidenceKind'>): string | null {
  return confidenceKind === 'missing' ? null : confidenceKind
}
