import { bucketMs, thresholdGroups, tuningSentence } from '@partial-trust/core'
import type { ChosenTuning, Metrics, ThresholdGroup } from '@partial-trust/core'
import { unreachable } from './unreachable.js'
import type { CorridorState } from './control-state.js'
import type { Decided } from './decide-change.js'
import type { Certificate } from './confidence-standing.js'

/** What all processes counted of a corridor's candidates by confidence, the latest epoch and kind first. */
export function rolloutConfidence(
  { intent }: Pick<CorridorState, 'intent'>,
  counts: Metrics,
  nowMs: number,
): readonly ThresholdGroup[] {
  // No deadline is longer than a minute.
  const sealing = { nowMs, deadlineMs: 60_000, graceMs: bucketMs }
  return thresholdGroups(counts, { corridor: intent, sealing })
}

/** What `tune` found, as far as a change rests on it. */
export type TuningFound = {
  readonly kind: 'certified' | 'not_yet' | 'impossible'
  readonly certificate: Certificate | null
  /** Why nothing is certified, in a sentence; empty where something is. */
  readonly reason: string
  readonly evidence: unknown
}

/** What a change may rest on; the audit entry keeps the rows. */
export function foundBy(tuning: ChosenTuning): TuningFound {
  const { epoch, confidence_kind: kind, max_wrong } = tuning
  const certificate =
    tuning.kind === 'certified' ? { at_least: tuning.loosest, max_wrong, epoch, kind } : null
  return { kind: tuning.kind, certificate, reason: tuningSentence(tuning), evidence: tuning }
}

/**
 * The change that sets a threshold: the loosest that is certified, or the one asked for. One that is stricter
 * than what holds needs no certificate; the store refuses to loosen without.
 *
 * @param atLeast Null: the loosest certified.
 */
export function decideConfidence(
  state: CorridorState,
  found: TuningFound,
  atLeast: number | null,
): Decided {
  const { certificate, evidence } = found
  const wanted = atLeast ?? certificate?.at_least ?? null
  const before = state.rollout?.confidence?.at_least ?? null
  const tightens = wanted !== null && before !== null && wanted >= before
  if (wanted !== null && (certificate !== null || tightens || atLeast !== null)) {
    return { kind: 'action', action: { kind: 'tune', at_least: wanted, certificate, evidence } }
  }
  switch (found.kind) {
    case 'certified':
    case 'not_yet':
      return withheld(found.reason, 'INSUFFICIENT')
    case 'impossible':
      return withheld(found.reason, 'NO_GO')
    default:
      return unreachable(found.kind)
  }
}

function withheld(reason: string, verdict: 'INSUFFICIENT' | 'NO_GO'): Decided {
  const problem = `nothing is certified, so nothing was changed: ${reason}. --at-least tightens without a certificate`
  return { kind: 'withheld', problem, verdict }
}
