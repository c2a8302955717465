import type { AttemptFailure } from '@partial-trust/core'
import type { ChainEntry } from './policy/llm-policy.js'

/** What the policy says to do after a failure. */
export type ChainStep =
  | { readonly kind: 'retry' }
  | { readonly kind: 'escalate'; readonly profile: string }
  | { readonly kind: 'give_up' }

/** One decision's walk through the chain; it remembers which entries are used up. */
export type ChainWalk = {
  /** The step after `failure`. */
  next(failure: AttemptFailure): ChainStep
}

const giveUp: ChainStep = { kind: 'give_up' }

/**
 * Starts a walk. After a failure the entries of that event are tried in the order of the file: a
 * `repair_retry` serves `max_retries` times, an `escalate_to` once, a `return_error` ends the walk,
 * as does a failure that no entry is left for. So every walk ends, whatever the model does.
 *
 * @param hasRoute Whether a profile can be escalated to; entries for others are passed over.
 */
export function walkChain(
  chain: readonly ChainEntry[],
  hasRoute: (profile: string) => boolean,
): ChainWalk {
  const uses = new Map<ChainEntry, number>()
  const available = (entry: ChainEntry): boolean => {
    const used = uses.get(entry) ?? 0
    switch (entry.action) {
      case 'repair_retry':
        return used < entry.max_retries
      case 'escalate_to':
        return used === 0 && hasRoute(entry.profile)
      case 'return_error':
        return true
    }
    return entry satisfies never
  }
  return {
    next(failure) {
      const entry = chain.find((candidate) => candidate.event === failure && available(candidate))
      if (entry === undefined) return giveUp
      uses.set(entry, (uses.get(entry) ?? 0) + 1)
      switch (entry.action) {
        case 'repair_retry':
          return { kind: 'retry' }
        case 'escalate_to':
          return { kind: 'escalate', profile: entry.profile }
        case 'return_error':
          return giveUp
      }
      return entry satisfies never
    },
  }
}
