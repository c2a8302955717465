import { counterIndex, emptyVector } from '@partial-trust/core'
import type { CellKey, CountVector } from '@partial-trust/core'

/**
 * What became of a decision: taken back by a person, left standing, labelled wrong or right by somebody who knows,
 * or harm done.
 */
export const outcomeKinds = ['undone', 'confirmed', 'wrong', 'right', 'incident'] as const
export type OutcomeKind = (typeof outcomeKinds)[number]

/** The arm the draw assigned a decision to; never what was accepted, which would pick the easy cases. */
export type Arm = 'candidate' | 'baseline'

export type OutcomeReport = {
  /** The cell it counts in; of all processes together, so without an instance. */
  readonly key: CellKey
  /** Digest of the decision's command id. */
  readonly id: string
  readonly arm: Arm
  readonly kind: OutcomeKind
}

/**
 * What a report adds to the counts; null when it adds nothing. The first word on a decision counts it. A later
 * word that it was undone after all counts that, `confirmed` takes nothing back, and a label (`right`, `wrong`)
 * replaces whatever was said before but an incident.
 */
export function outcomeGain(known: OutcomeKind | null, report: OutcomeReport): CountVector | null {
  const { arm, kind } = report
  const gain = emptyVector()
  if (known === null) {
    gain[counterIndex[`${arm}Outcomes`]] = 1
    if (isBad(kind)) gain[counterIndex[`${arm}Undone`]] = 1
    return gain
  }
  if (isBad(known) === isBad(kind)) return null
  if (isBad(kind)) gain[counterIndex[`${arm}Undone`]] = 1
  else if (kind === 'right' && known !== 'incident') gain[counterIndex[`${arm}TakenBack`]] = 1
  else return null
  return gain
}

function isBad(kind: OutcomeKind): boolean {
  return kind === 'undone' || kind === 'wrong' || kind === 'incident'
}

export function isOutcomeKind(value: unknown): value is OutcomeKind {
  return outcomeKinds.some((kind) => kind === value)
}

/** @throws {TypeError} when the stored text is none of the kinds. */
export function parseOutcomeKind(value: unknown): OutcomeKind {
  if (isOutcomeKind(value)) return value
  throw new TypeError('an outcome is none of the known kinds')
}
