export { supportTicketsCorridor } from './support-tickets-corridor.js'
export { routingSchema, ticketSchema, validateTicket } from './ticket-contract.js'
export { withinBand } from './routing-rules.js'
export type { Priority, Queue, Routing, RoutingProposal, Ticket } from './ticket.js'
