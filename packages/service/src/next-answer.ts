/**
 * Asks one question at a time, however many want to know: whoever comes while it is asked is answered by the
 * next, together, and nobody by what was found before they came.
 */
export function nextAnswer<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let underWay: Promise<unknown> = Promise.resolve()
  let next: Promise<Answer> | null = null
  return () => {
    next ??= underWay.then(() => {
      next = null
      const asked = ask()
      underWay = asked.catch(() => undefined)
      return asked
    })
    return next
  }
}
