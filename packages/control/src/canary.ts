/**
 * A corridor of no consequence that every process follows and none decides for. It is killed and resumed again
 * and again, so that a process that would not hear a kill is known before one is needed.
 */
export const canaryIntent = 'partial_trust_canary'

/** Trials are in the trail and are checked with it; whoever watches what happens to corridors is spared them. */
export function isTrial({ intent }: { readonly intent: string }): boolean {
  return intent === canaryIntent
}
