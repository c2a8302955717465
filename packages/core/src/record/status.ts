/** How a decision ended (SPEC section 3). Recorded in risk logs: add to the list, never rename. */
export const statuses = [
  'skipped',
  'not_sampled',
  'fallback_deterministic',
  'shadow',
  'accepted_llm',
  'error',
] as const
export type Status = (typeof statuses)[number]
