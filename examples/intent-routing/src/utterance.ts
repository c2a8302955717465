/** What somebody said to an assistant, to be routed to who deals with it. */
export type Utterance = {
  readonly id: string
  readonly text: string
}

export const routes = ['add_shopping_item', 'create_task', 'other'] as const
export type Route = (typeof routes)[number]

export type Routing = {
  readonly id: string
  readonly route: Route
  readonly traceId: string
}

/** The classifier's proposal: its likeliest route and the probability it gives that route. */
export type RouteProposal = {
  readonly intent: Route
  /** 0 to 1: the classifier's own distribution over the three routes, not a number in words. */
  readonly confidence: number
}
