import type { Refusal } from './reason-codes.js'

export type Verdict =
  { readonly kind: 'accept' } | { readonly kind: 'refuse'; readonly reason: Refusal }

/** What a rule judges: the parsed candidate beside the command and the baseline it would replace. */
export type Proposal<Command, Decision, Candidate> = {
  readonly candidate: Candidate
  readonly command: Command
  readonly baseline: Decision
}

/** Judges one proposal. Reads no clock and does no I/O; a throw ends at the baseline as `error`. */
export type AcceptanceRule<Command, Decision, Candidate> = (
  proposal: Proposal<Command, Decision, Candidate>,
) => Verdict

export const accept: Verdict = { kind: 'accept' }

/** The verdict that names why the candidate may not replace the baseline. */
export function refuse(reason: Refusal): Verdict {
  return { kind: 'refuse', reason }
}

/** Accepts what every rule accepts; otherwise answers with the first refusal. */
export function every<Command, Decision, Candidate>(
  ...rules: readonly [
    AcceptanceRule<Command, Decision, Candidate>,
    ...AcceptanceRule<Command, Decision, Candidate>[],
  ]
): AcceptanceRule<Command, Decision, Candidate> {
  return (proposal) => {
    for (const rule of rules) {
      const verdict = rule(proposal)
      if (verdict.kind !== 'accept') return verdict
    }
    return accept
  }
}

/** A rule that says which confidence it asks for. */
export type ConfidenceRule<Command, Decision, Candidate> = AcceptanceRule<
  Command,
  Decision,
  Candidate
> & { readonly leastConfidence: number }

/**
 * Accepts an absent confidence or one from `least` to 1. NaN, text and values above 1 (such as
 * 95, which means per cent somewhere else) are refused as `low_confidence`.
 */
export function confidenceAtLeast<Command, Decision, Candidate>(
  least: number,
  confidenceOf: (candidate: Candidate) => unknown,
): ConfidenceRule<Command, Decision, Candidate> {
  const rule: AcceptanceRule<Command, Decision, Candidate> = ({ candidate }) => {
    const confidence = confidenceOf(candidate)
    if (confidence === undefined || confidence === null) return accept
    const enough = typeof confidence === 'number' && confidence >= least && confidence <= 1
    return enough ? accept : refuse('low_confidence')
  }
  return Object.assign(rule, { leastConfidence: least })
}

/**
 * The least confidence that rules ask for, so that records can be held to it; null where none of them is
 * {@link confidenceAtLeast}.
 */
export function leastConfidenceOf(rules: readonly object[]): number | null {
  const asked = rules.flatMap((rule) =>
    'leastConfidence' in rule && typeof rule.leastConfidence === 'number'
      ? [rule.leastConfidence]
      : [],
  )
  return asked.length === 0 ? null : Math.max(...asked)
}
