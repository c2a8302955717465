/** Reasons of checks 2 and 3: the corridor was closed, whatever the command. */
export const closedReasons: ReadonlySet<string> = new Set([
  'config_invalid',
  'killed',
  'lease_expired',
  'store_lost',
  'stage_closed',
])
