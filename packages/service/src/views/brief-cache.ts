/**
 * Keeps answers for `forMs`, and lets everybody who asks meanwhile share one that is being made: many
 * viewers must not cost the process that decides more than one.
 *
 * @param outdated Told once how to forget everything, for whoever learns of changes: who asks because of one must
 *   not be answered from before it.
 */
export function briefCache<Answer>(
  forMs: number,
  nowMs: () => number,
  outdated?: (forget: () => void) => void,
): (key: string, make: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { readonly madeAtMs: number; readonly answer: Promise<Answer> }>()
  outdated?.(() => kept.clear())
  return (key, make) => {
    const now = nowMs()
    for (const [name, { madeAtMs }] of kept) {
      if (now - madeAtMs >= forMs || now < madeAtMs) kept.delete(name)
    }
    const known = kept.get(key)
    if (known !== undefined) return known.answer
    const answer = make()
    const mine = { madeAtMs: now, answer }
    kept.set(key, mine)
    answer.catch(() => {
      if (kept.get(key) === mine) kept.delete(key)
    })
    return answer
  }
}
