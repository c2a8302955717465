import type { RolloutVerdict } from '@partial-trust/control'

/** The last verdict that a receiver was told of a corridor. */
export type VerdictTold = {
  /** Stage and verdict. */
  readonly word: string
  /** ISO 8601 UTC: the entry of the stage that it spoke of. */
  readonly since: string
  /** How often each verdict was told of that entry. */
  readonly times: Readonly<Record<string, number>>
}

/**
 * What is to be remembered when this is told; null when the receiver knows it. The first GO of an entry is
 * the same event whoever tells it, and a GO that comes back after an INSUFFICIENT is another one.
 */
export function tellVerdict(
  before: VerdictTold | string | undefined,
  { stage, verdict, source }: RolloutVerdict,
): VerdictTold | null {
  const word = `${stage} ${verdict}`
  const known = typeof before === 'string' ? { word: before, since: '', times: {} } : before
  if (known?.word === word && [source.since, ''].includes(known.since)) return null
  const times = known?.since === source.since ? known.times : {}
  return { word, since: source.since, times: { ...times, [verdict]: (times[verdict] ?? 0) + 1 } }
}
