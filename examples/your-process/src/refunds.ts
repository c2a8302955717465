import { defineCorridor } from 'partial-trust'
import { z } from 'zod'
import { decideRefund } from './decide-refund.js'
import { askTheModel } from './ask-the-model.js'

const RefundRequest = z.object({ id: z.string(), orderCents: z.int(), reason: z.string() })
const RefundProposal = z.object({
  action: z.enum(['approve', 'deny']),
  amountCents: z.int().min(0),
  sure: z.number(),
})

export const refunds = defineCorridor({
  intent: 'decide_refund',
  command: RefundRequest,
  id: (request) => request.id,
  baseline: decideRefund,
  label: (decision) => decision.action,
  labels: ['approve', 'deny', 'escalate'],
  replaceable: (decision) => decision.action !== 'escalate',
  candidate: RefundProposal,
  ask: (request, options) => askTheModel('refund', request, options),
  confidence: { of: (proposal) => proposal.sure, kind: 'verbalized', atLeast: 0.7 },
  rules: { over_order: ({ candidate, command }) => candidate.amountCents <= command.orderCents },
  decide: ({ action, amountCents }) => ({ action, amountCents }),
  deadlineMs: 800,
})
