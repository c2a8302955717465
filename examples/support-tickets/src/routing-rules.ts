import { type AcceptanceRule, accept, confidenceAtLeast, refuse } from '@partial-trust/core'
import type { Routing, RoutingProposal, Ticket } from './ticket.js'

type Rule = AcceptanceRule<Ticket, Routing, RoutingProposal>

/** Why these rules refuse, for whoever reads the records. */
export const routingReasons = {
  incident_kept: {
    meaning: 'The keywords call it an incident and the candidate does not.',
    action: 'Read some of these tickets; a rise means that the model misses outages.',
  },
  priority_too_far: {
    meaning: "The candidate's priority is more than one step from the baseline's.",
    action: 'None if rare; a rise means that the model reads the scale the other way round.',
  },
} as const

/**
 * Accepts a number close to the baseline's.
 *
 * @param tolerance Largest distance that is accepted, in the number's own unit; 0 accepts only equals.
 * @param proposed The candidate's number. NaN is refused.
 * @param stated The baseline's number; undefined where it has none, which refuses every candidate.
 * @param reason One of the corridor's own, for what is refused.
 */
export function withinBand<Command, Decision, Candidate>(
  tolerance: number,
  proposed: (candidate: Candidate) => number,
  stated: (baseline: Decision) => number | undefined,
  reason: string,
): AcceptanceRule<Command, Decision, Candidate> {
  return ({ candidate, baseline }) => {
    const anchor = stated(baseline)
    if (anchor === undefined) return refuse(reason)
    return Math.abs(proposed(candidate) - anchor) <= tolerance ? accept : refuse(reason)
  }
}

/** A model may move a ticket one step up or down, not to the other end of the scale. */
export const priorityWithinOneStep: Rule = withinBand(
  1,
  ({ priority }) => priority,
  (baseline) => (baseline.kind === 'routed' ? baseline.priority : undefined),
  'priority_too_far',
)

/** What the keywords call an incident stays one: a missed outage costs more than a false alarm. */
export const incidentsStay: Rule = ({ candidate, baseline }) => {
  const wasIncident = baseline.kind === 'routed' && baseline.queue === 'incidents'
  return wasIncident && candidate.queue !== 'incidents' ? refuse('incident_kept') : accept
}

export const sureEnough: Rule = confidenceAtLeast(0.7, ({ sure }) => sure)
