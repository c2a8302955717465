import { defineCorridor } from '@partial-trust/core'
import { readRouting, routeByKeywords } from './routing-baseline.js'
import {
  parseProposal,
  proposalConstants,
  proposalRequest,
  readProposal,
} from './routing-proposal.js'
import {
  incidentsStay,
  priorityWithinOneStep,
  routingReasons,
  sureEnough,
} from './routing-rules.js'
import type { Routing, RoutingProposal, Ticket } from './ticket.js'

/** Routing support tickets: a model may improve on the keywords' queue, within bounds. */
export const supportTicketsCorridor = defineCorridor<Ticket, Routing, RoutingProposal>({
  intent: 'route_ticket',
  taskId: 'route_ticket',
  intents: ['route_ticket', 'park_ticket'],
  decisionTypes: ['routed', 'parked'],
  reasons: routingReasons,
  constants: proposalConstants,
  commandId: (ticket) => ticket.ticketId,
  baseline: routeByKeywords,
  readBaseline: readRouting,
  permits: (ticket) => ticket.mayBeReadByModel,
  request: proposalRequest,
  parse: parseProposal,
  rules: [incidentsStay, priorityWithinOneStep, sureEnough],
  readCandidate: readProposal,
  decide: ({ queue, priority }, { ticketId }, _baseline, { traceId }) => ({
    kind: 'routed',
    ticketId,
    queue,
    priority,
    traceId,
  }),
  version: 'route-ticket-1',
})
