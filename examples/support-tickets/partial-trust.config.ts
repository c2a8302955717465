import {
  exampleTickets,
  routingSchema,
  supportTicketsCorridor,
  ticketSchema,
  validateTicket,
} from '@partial-trust/example-support-tickets'
import { defineConfig, registerCorridor } from 'partial-trust'

export default defineConfig({
  corridors: [
    registerCorridor({
      definition: supportTicketsCorridor,
      validate: validateTicket,
      contracts: { command: ticketSchema, decision: routingSchema },
      examples: exampleTickets,
    }),
  ],
})
