import type { ProcessView } from '../api/views.js'

/**
 * Whether what a process told of itself still holds. It reports anew when control changes, else so rarely that one which
 * ended without a word is not known from one that has nothing new to say: once its lease has passed since, the page
 * says when it was heard and no more, as `status` does.
 */
export function heardLately({
  state,
  silent_ms: silentMs,
  lease_ms: leaseMs,
}: Pick<ProcessView, 'state' | 'silent_ms' | 'lease_ms'>): boolean {
  return state === 'alive' && silentMs <= leaseMs
}
