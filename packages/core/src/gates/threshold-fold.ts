import { isWrong, type Observation } from '../metrics/index.js'
import type { BucketCount } from './bucket-count.js'

/** Candidates whose confidence means the same: one epoch, one kind. */
export type ThresholdGroup = {
  readonly epoch: string | null
  /** How the confidence came about (`verbalized`, `logprobs`, …); null where records do not say. */
  readonly kind: string | null
  /** First and last candidate. */
  readonly firstMs: number
  readonly lastMs: number
  /** Of all compared candidates. */
  readonly compared: readonly BucketCount[]
  /** Of those that would pass each threshold, in the thresholds' order. */
  readonly passing: readonly (readonly BucketCount[])[]
}

/** What a record says of the candidate, or what was reported of it later. */
export type Candidate = Pick<
  Observation,
  'atMs' | 'epoch' | 'confidence' | 'confidenceKind' | 'mismatch'
> & {
  /** Known better than by comparing with the baseline: undone, labelled wrong, or the opposite. Default: not. */
  readonly reported?: 'wrong' | 'right' | null
}

/** The kind of candidates that state no confidence: no threshold concerns them. */
export const unstatedKind = 'missing'

/** A log holds tens of thousands of these. */
type Window = {
  readonly startMs: number
  n: number
  s: number
  /** Of each threshold those that pass, then those of them that are wrong; null: all pass everywhere. */
  readonly passing: number[] | null
}
type Group = {
  readonly epoch: string | null
  readonly kind: string | null
  windows: Map<number, Window>
}

/**
 * Counts, for confidence thresholds, the candidates that would pass and how many of them are wrong: of another
 * intent or decision than the baseline's, or reported to be wrong. One without confidence passes everywhere.
 * Epochs and kinds of confidence are never put together.
 */
export class ThresholdFold {
  readonly #thresholds: readonly number[]
  readonly #windowMs: number
  readonly #groups = new Map<string, Group>()

  constructor(thresholds: readonly number[], windowMs: number) {
    this.#thresholds = thresholds
    this.#windowMs = windowMs
  }

  /** @returns Whether the candidate counts: it was compared, or reported on, at a readable time. */
  add({ atMs, epoch, confidence, confidenceKind, mismatch, reported }: Candidate): boolean {
    const wrong = wrongOf(mismatch, reported ?? null)
    if (atMs === null || wrong === null) return false
    // A number that is no confidence (95 for 95 %) is refused by every threshold.
    if (confidence !== null && !(confidence >= 0 && confidence <= 1)) return false
    const kind = confidence === null ? unstatedKind : (confidenceKind ?? null)
    const window = this.#windowOf(epoch, kind, atMs)
    const { passing } = window
    window.n += 1
    if (wrong) window.s += 1
    if (confidence === null || passing === null) return true
    for (const [index, threshold] of this.#thresholds.entries()) {
      if (confidence < threshold) continue
      passing[2 * index] = (passing[2 * index] ?? 0) + 1
      if (wrong) passing[2 * index + 1] = (passing[2 * index + 1] ?? 0) + 1
    }
    return true
  }

  /** Latest first. Where every candidate of an epoch lacks confidence, its kind is `missing`. */
  groups(): readonly ThresholdGroup[] {
    const all = [...this.#groups.values()]
    return all
      .filter(
        (group) => group.kind !== unstatedKind || !all.some((other) => statesMore(other, group)),
      )
      .map((group) => this.#read(group, all))
      .toSorted((a, b) => b.lastMs - a.lastMs)
  }

  #read(group: Group, all: readonly Group[]): ThresholdGroup {
    const parts = all.filter(
      (other) => other === group || (other.kind === unstatedKind && other.epoch === group.epoch),
    )
    const windows = parts.flatMap(({ windows: list }) => [...list.values()])
    const compared = windows.map(({ startMs, n, s }) => ({ startMs, n, s }))
    const at = (index: number): readonly BucketCount[] =>
      windows.map(({ startMs, n, s, passing }) => ({
        startMs,
        n: passing === null ? n : (passing[2 * index] ?? 0),
        s: passing === null ? s : (passing[2 * index + 1] ?? 0),
      }))
    const starts = windows.map(({ startMs }) => startMs)
    return {
      epoch: group.epoch,
      kind: group.kind,
      firstMs: starts.reduce((a, b) => Math.min(a, b), Infinity),
      lastMs: starts.reduce((a, b) => Math.max(a, b), -Infinity) + this.#windowMs,
      compared,
      passing: this.#thresholds.map((_, index) =>
        group.kind === unstatedKind ? compared : at(index),
      ),
    }
  }

  #windowOf(epoch: string | null, kind: string | null, atMs: number): Window {
    const name = JSON.stringify([epoch, kind])
    const group = this.#groups.get(name) ?? { epoch, kind, windows: new Map<number, Window>() }
    this.#groups.set(name, group)
    const startMs = Math.floor(atMs / this.#windowMs) * this.#windowMs
    const known = group.windows.get(startMs)
    if (known !== undefined) return known
    const passing =
      kind === unstatedKind ? null : Array.from({ length: 2 * this.#thresholds.length }, () => 0)
    const window = { startMs, n: 0, s: 0, passing }
    group.windows.set(startMs, window)
    return window
  }
}

function statesMore(other: Group, group: Group): boolean {
  return other.epoch === group.epoch && other.kind !== unstatedKind
}

function wrongOf(
  mismatch: Candidate['mismatch'],
  reported: 'wrong' | 'right' | null,
): boolean | null {
  if (reported !== null) return reported === 'wrong'
  return mismatch === null ? null : isWrong(mismatch)
}
