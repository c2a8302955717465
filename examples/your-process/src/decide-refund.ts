export type RefundRequest = {
  readonly id: string
  readonly orderCents: number
  readonly reason: string
}
export type Refund = {
  readonly action: 'approve' | 'deny' | 'escalate'
  readonly amountCents: number
}

const smallCents = 2_000
const largeCents = 50_000

/** The rule the shop has had for years: small orders are refunded, large ones go to people. */
export function decideRefund({ orderCents }: RefundRequest): Refund {
  if (orderCents > largeCents) return { action: 'escalate', amountCents: 0 }
  return orderCents <= smallCents
    ? { action: 'approve', amountCents: orderCents }
    : { action: 'deny', amountCents: 0 }
}
