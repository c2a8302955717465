import { silence } from './foreign.js'

export type Verdict =
  { readonly kind: 'accept' } | { readonly kind: 'refuse'; readonly reason: string }

/** What a rule judges: the parsed candidate beside the command and the baseline it would replace. */
export type Proposal<Command, Decision, Candidate> = {
  readonly candidate: Candidate
  readonly command: Command
  readonly baseline: Decision
}

/**
 * Judges one proposal. Reads no clock and does no I/O; a throw ends at the baseline as `error`, and so
 * does anything but a verdict.
 */
export type AcceptanceRule<Command, Decision, Candidate> = {
  (proposal: Proposal<Command, Decision, Candidate>): Verdict
  /** What the rule closes over and its source does not show, such as a threshold; part of the epoch. */
  readonly identity?: string
}

/** All that can be told of a rule from outside: its name, its source and what it says of itself. */
export function ruleIdentity<Command, Decision, Candidate>(
  rule: AcceptanceRule<Command, Decision, Candidate>,
): string {
  return `${rule.name} ${rule.identity ?? ''} ${Function.prototype.toString.call(rule)}`
}

export const accept: Verdict = { kind: 'accept' }

/**
 * The verdict that names why the candidate may not replace the baseline.
 *
 * @param reason One that the corridor declares, or a built-in one of check 10. Any other is recorded as
 *   `rule_refused`: a reason is a word of a closed list and never text.
 */
export function refuse(reason: string): Verdict {
  return { kind: 'refuse', reason }
}

/** Accepts what every rule accepts; otherwise answers with the first refusal. */
export function every<Command, Decision, Candidate>(
  ...rules: readonly [
    AcceptanceRule<Command, Decision, Candidate>,
    ...AcceptanceRule<Command, Decision, Candidate>[],
  ]
): AcceptanceRule<Command, Decision, Candidate> {
  const all: AcceptanceRule<Command, Decision, Candidate> = (proposal) => {
    for (const rule of rules) {
      const verdict = rule(proposal)
      if (verdict.kind !== 'accept') return verdict
    }
    return accept
  }
  return Object.assign(all, { identity: rules.map(ruleIdentity).join('\n') })
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
    silence(confidence)
    if (confidence === undefined || confidence === null) return accept
    const enough = typeof confidence === 'number' && confidence >= least && confidence <= 1
    return enough ? accept : refuse('low_confidence')
  }
  const identity = `confidence from ${least} of ${String(confidenceOf)}`
  return Object.assign(rule, { identity, leastConfidence: least })
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
