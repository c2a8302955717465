import { z } from 'zod'

/** What somebody said to an assistant, to be routed to who deals with it. */
export const utterance = z.strictObject({ id: z.string().min(1), text: z.string() })
export type Utterance = z.infer<typeof utterance>

export const routes = ['add_shopping_item', 'create_task', 'other'] as const
export type Route = (typeof routes)[number]

export const routing = z.strictObject({ id: z.string(), route: z.enum(routes) })
export type Routing = z.infer<typeof routing>

/**
 * The classifier's proposal: its likeliest route, and the probability (0 to 1) that its own distribution
 * over the three routes gives it.
 */
export const routeProposal = z.strictObject({
  intent: z.enum(routes),
  confidence: z.number().min(0).max(1),
})
export type RouteProposal = z.infer<typeof routeProposal>
