import { type AcceptanceRule, accept, confidenceAtLeast, refuse } from '@partial-trust/core'
import type { Routing, RoutingProposal, Ticket } from './ticket.js'

type Rule = AcceptanceRule<Ticket, Routing, RoutingProposal>

/**
 * Accepts a number close to the baseline's.
 *
 * @param tolerance Largest distance that is accepted, in the number's own unit; 0 accepts only equals.
 * @param proposed The candidate's number. NaN is refused.
 * @param stated The baseline's number; undefined where it has none, which refuses every candidate.
 */
export function withinBand<Command, Decision, Candidate>(
  tolerance: number,
  proposed: (candidate: Candidate) => number,
  stated: (baseline: Decision) => number | undefined,
): AcceptanceRule<Command, Decision, Candidate> {
  return ({ candidate, baseline }) => {
    const anchor = stated(baseline)
    if (anchor === undefined) return refuse('rule_refused')
    return Math.abs(proposed(candidate) - anchor) <= tolerance ? accept : refuse('rule_refused')
  }
}

/** A model may move a ticket one step up or down, not to the other end of the scale. */
export const priorityWithinOneStep: Rule = withinBand(
  1,
  ({ priority }) => priority,
  (baseline) => (baseline.kind === 'routed' ? baseline.priority : undefined),
)

/** What the keywords call an incident stays one: a missed outage costs more than a false alarm. */
export const incidentsStay: Rule = ({ candidate, baseline }) => {
  const wasIncident = baseline.kind === 'routed' && baseline.queue === 'incidents'
  return wasIncident && candidate.queue !== 'incidents' ? refuse('rule_refused') : accept
}

export const sureEnough: Rule = confidenceAtLeast(0.7, ({ sure }) => sure)
