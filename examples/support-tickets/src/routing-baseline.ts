import type { BaselineReading, DecisionIds } from '@partial-trust/core'
import type { Priority, Queue, Routing, Ticket } from './ticket.js'

/** The first queue whose words are found wins, so the urgent ones come first. */
const signs: readonly (readonly [Queue, RegExp])[] = [
  [
    'incidents',
    /\b(?:outage|is down|unavailable|data loss|breach|50[0-9] errors?|cannot reach)\b/i,
  ],
  ['billing', /\b(?:invoices?|refund|charged|payment|receipt|vat|credit card)\b/i],
  ['accounts', /\b(?:log ?in|sign ?in|password|locked out|two.factor|2fa|delete my account)\b/i],
  ['how_to', /\b(?:how (?:do|can|to)|where (?:do|can|is)|is it possible)\b/i],
]

const longestRead = 20_000

/** Routes by keywords; what it does not know goes to people. Automatic mail is parked. */
export function routeByKeywords(ticket: Ticket, { traceId }: DecisionIds): Routing {
  const { ticketId } = ticket
  if (ticket.isAutomatic) return { kind: 'parked', ticketId, traceId }
  const text = `${ticket.subject}\n${ticket.body}`.slice(0, longestRead)
  const queue = signs.find(([, sign]) => sign.test(text))?.[0] ?? 'triage'
  return { kind: 'routed', ticketId, queue, priority: priorityOf(queue, ticket.plan), traceId }
}

function priorityOf(queue: Queue, plan: Ticket['plan']): Priority {
  if (queue === 'incidents') return plan === 'free' ? 2 : 1
  if (plan === 'enterprise') return 2
  return plan === 'team' ? 3 : 4
}

/** A decision without its content. Parked mail is nothing a model could route better. */
export function readRouting(routing: Routing): BaselineReading {
  const executes = routing.kind === 'routed'
  const entityKeys = executes ? ['priority', 'queue'] : []
  return {
    executes,
    summary: {
      intent: executes ? 'route_ticket' : 'park_ticket',
      decision_type: routing.kind,
      action_count: executes ? 1 : 0,
      entity_keys_count: entityKeys.length,
    },
    entityKeys,
  }
}
