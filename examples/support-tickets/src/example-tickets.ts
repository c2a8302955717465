import type { Ticket } from './ticket.js'

const usual = { plan: 'team', isAutomatic: false, mayBeReadByModel: true } as const

/** Tickets as customers write them, one of them outside the corridor: for `verify`. */
export const exampleTickets: readonly Ticket[] = [
  {
    ...usual,
    ticketId: 'example-1',
    subject: 'Export',
    body: 'It stops after a while and I do not know why.',
  },
  {
    ...usual,
    ticketId: 'example-2',
    subject: 'The API is down',
    body: 'Every request since 9:00.',
  },
  {
    ...usual,
    ticketId: 'example-3',
    plan: 'free',
    subject: 'Invoice for March',
    body: 'Could you send it again?',
  },
  {
    ...usual,
    ticketId: 'example-4',
    isAutomatic: true,
    subject: 'Out of office',
    body: 'Back on Monday.',
  },
]
