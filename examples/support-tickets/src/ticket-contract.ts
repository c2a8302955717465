import { type Ticket, priorities, queues } from './ticket.js'

const id = { type: 'string', minLength: 1 } as const

/** JSON Schema 2020-12 of a ticket. */
export const ticketSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['ticketId', 'subject', 'body', 'plan', 'isAutomatic', 'mayBeReadByModel'],
  properties: {
    ticketId: id,
    subject: { type: 'string' },
    body: { type: 'string' },
    plan: { enum: ['free', 'team', 'enterprise'] },
    isAutomatic: { type: 'boolean' },
    mayBeReadByModel: { type: 'boolean' },
  },
} as const

/** JSON Schema 2020-12 of a routing. */
export const routingSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'ticketId', 'traceId'],
  properties: {
    kind: { enum: ['routed', 'parked'] },
    ticketId: id,
    queue: { enum: queues },
    priority: { enum: priorities },
    traceId: id,
  },
} as const

type Checked =
  | { readonly kind: 'valid'; readonly command: Ticket }
  | {
      readonly kind: 'invalid'
      readonly problems: readonly { readonly pointer: string; readonly message: string }[]
    }

const plans = ['free', 'team', 'enterprise'] as const

/** Checks an untrusted JSON value; the problem it names repeats nothing of the value. */
export function validateTicket(value: unknown): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid('', 'must be an object')
  }
  const fields = new Map<string, unknown>(Object.entries(value))
  const [ticketId, subject, body] = [
    fields.get('ticketId'),
    fields.get('subject'),
    fields.get('body'),
  ]
  const [isAutomatic, mayBeRead] = [fields.get('isAutomatic'), fields.get('mayBeReadByModel')]
  const plan = plans.find((known) => known === fields.get('plan'))
  if (typeof ticketId !== 'string' || ticketId === '') return invalid('/ticketId', 'must be a text')
  if (typeof subject !== 'string') return invalid('/subject', 'must be a text')
  if (typeof body !== 'string') return invalid('/body', 'must be a text')
  if (plan === undefined) return invalid('/plan', `must be one of ${plans.join(', ')}`)
  if (typeof isAutomatic !== 'boolean') return invalid('/isAutomatic', 'must be true or false')
  if (typeof mayBeRead !== 'boolean') return invalid('/mayBeReadByModel', 'must be true or false')
  if (fields.size !== 6) return invalid('', 'has a key that the contract does not know')
  return {
    kind: 'valid',
    command: { ticketId, subject, body, plan, isAutomatic, mayBeReadByModel: mayBeRead },
  }
}

function invalid(pointer: string, message: string): Checked {
  return { kind: 'invalid', problems: [{ pointer, message }] }
}
