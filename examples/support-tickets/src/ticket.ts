/** One message of a customer, to be put into a queue. */
export type Ticket = {
  readonly ticketId: string
  readonly subject: string
  readonly body: string
  readonly plan: 'free' | 'team' | 'enterprise'
  /** Written by a machine: an out-of-office note, a delivery failure. */
  readonly isAutomatic: boolean
  /** False where the customer forbids that a language model reads the ticket. */
  readonly mayBeReadByModel: boolean
}

export const queues = ['incidents', 'billing', 'accounts', 'how_to', 'triage'] as const
export type Queue = (typeof queues)[number]

/** 1 is the most urgent. */
export const priorities = [1, 2, 3, 4] as const
export type Priority = (typeof priorities)[number]

/** Where a ticket goes, or that it goes nowhere. */
export type Routing =
  | {
      readonly kind: 'routed'
      readonly ticketId: string
      readonly queue: Queue
      readonly priority: Priority
      readonly traceId: string
    }
  | { readonly kind: 'parked'; readonly ticketId: string; readonly traceId: string }

/** What a model proposes for a ticket. */
export type RoutingProposal = {
  readonly queue: Queue
  readonly priority: Priority
  /** 0 to 1. */
  readonly sure: number
}
