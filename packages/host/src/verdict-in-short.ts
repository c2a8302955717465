import type { StageVerdict } from '@partial-trust/core'

export type VerdictInShort = Pick<StageVerdict, 'stage' | 'verdict' | 'decided_at' | 'because'>

/** A verdict with what matters most, and none of what it was judged by: for whoever hears or sees many of them. */
export function verdictInShort({
  stage,
  verdict,
  decided_at,
  because,
}: VerdictInShort): VerdictInShort {
  return { stage, verdict, decided_at, because: because.slice(0, 1) }
}
