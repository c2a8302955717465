import type { Observation } from '@partial-trust/core'
import { reportedOf, type ReportedOutcomes } from './reported-outcomes.js'
import { pile, piles, reliability, type Reliability } from './reliability.js'
import { count } from './report-notes.js'

export type Calibration = {
  readonly attempts: number
  /** Candidates that state a confidence from 0 to 1. */
  readonly stated: number
  /** Candidates that state another number, such as 95 for 95 %: no confidence, and left out. */
  readonly outside: number
  /** Right means: reads the command as the baseline does. */
  readonly agreement: Reliability
  /** Right means: not undone or labelled wrong later; null without reported outcomes. */
  readonly outcomes: Reliability | null
  /** What a reader should know before trusting the figures, in sentences. */
  readonly notes: readonly string[]
}

/** Which candidates to judge; null: all. */
export type CalibrationFilter = {
  readonly corridor: string | null
  readonly epoch: string | null
  /** How the confidence came about, such as `verbalized`. */
  readonly kind?: string | null
}

/** What a confidence is of whose record does not say how it came about. */
const noKind = '(none named)'

/** Gathers stated confidences against what turned out. */
export class Calibrator {
  #attempts = 0
  #stated = 0
  #outside = 0
  readonly #corridors = new Set<string>()
  readonly #epochs = new Set<string | null>()
  readonly #kinds = new Map<string, number>()
  readonly #filter: CalibrationFilter
  readonly #agreement = piles()
  readonly #kept = piles()
  readonly #outcomes: ReportedOutcomes | null

  readonly #holes: readonly string[]

  /** @param holes What is known to be missing of the log, a sentence each. */
  constructor(
    outcomes: ReportedOutcomes | null,
    filter: CalibrationFilter,
    holes: readonly string[] = [],
  ) {
    this.#holes = holes
    this.#outcomes = outcomes
    this.#filter = filter
  }

  add(observation: Observation): void {
    const { confidence, mismatch, corridor, epoch } = observation
    const { corridor: onlyCorridor, epoch: onlyEpoch } = this.#filter
    if (onlyCorridor !== null && corridor !== onlyCorridor) return
    if (onlyEpoch !== null && epoch !== onlyEpoch) return
    this.#attempts += 1
    if (confidence === null) return
    if (!(confidence >= 0 && confidence <= 1)) {
      this.#outside += 1
      return
    }
    const kind = observation.confidenceKind ?? noKind
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1)
    const { kind: onlyKind = null } = this.#filter
    if (onlyKind !== null && kind !== onlyKind) return
    this.#stated += 1
    this.#corridors.add(corridor)
    this.#epochs.add(epoch)
    if (mismatch !== null) {
      pile(this.#agreement, confidence, !mismatch.intent && !mismatch.entityKeys)
    }
    const reported = reportedOf(this.#outcomes, observation)
    if (reported !== null) pile(this.#kept, confidence, reported === 'right')
  }

  /** The kinds of confidence that candidates stated, of whichever kind is looked at, and how many each. */
  get kinds(): ReadonlyMap<string, number> {
    return this.#kinds
  }

  result(): Calibration {
    return {
      attempts: this.#attempts,
      stated: this.#stated,
      outside: this.#outside,
      agreement: reliability(this.#agreement),
      outcomes: this.#outcomes === null ? null : reliability(this.#kept),
      notes: this.#notes(),
    }
  }

  #notes(): readonly string[] {
    const [corridors, epochs] = [this.#corridors.size, this.#epochs.size]
    const notes = this.#holes.map((hole) => `records are missing: ${hole}`)
    if (this.#attempts === 0) notes.push('the log holds no such candidate: nothing was measured')
    if (this.#outside > 0) {
      notes.push(
        `${count(this.#outside, 'candidate')} stated a number outside 0 to 1, which is no confidence: left out`,
      )
    }
    if (corridors > 1) {
      notes.push(`${corridors} corridors are judged together: choose one with --corridor`)
    }
    if (epochs > 1) {
      notes.push(
        `${epochs} epochs are judged together, though another model or prompt states its confidence in its own way: choose one with --epoch`,
      )
    }
    return notes
  }
}
