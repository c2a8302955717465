/**
 * Keeps answers for `forMs`, and lets everybody who asks meanwhile share one that is being made: many
 * viewers must not cost the process that decides more than one.
 */
export function briefCache<Answer>(
  forMs: number,
  nowMs: () => number,
): (key: string, make: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { readonly madeAtMs: number; readonly answer: Promise<Answer> }>()
  return (key, make) => {
    const now = nowMs()
    for (const [name, { madeAtMs }] of kept) {
      if (now - madeAtMs >= forMs || now < madeAtMs) kept.delete(name)
    }
    const known = kept.get(key)
    if (known !== undefined) return known.answer
    const answer = make()
    kept.set(key, { madeAtMs: now, answer })
    answer.catch(() => kept.delete(key))
    return answer
  }
}
