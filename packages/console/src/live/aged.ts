/** What of the page an event makes old: everything, or what speaks of these corridors. */
export type Aged = 'everything' | ReadonlySet<string>

const nothing: Aged = new Set()

/** The corridor that an event's data name; an event that names none may concern all of them. */
export function agedBy(data: unknown): Aged {
  const { intent }: { intent?: unknown } = Object(data)
  return typeof intent === 'string' ? new Set([intent]) : 'everything'
}

/** How long a burst of events is waited for, and how long after the one before the next is told of, in ms. */
const [burstMs, restMs] = [60, 500]

/**
 * Gathers what a burst of events makes old and says it once: twenty corridors that are killed together are one
 * look at the service, not twenty of which nineteen are given up.
 *
 * @param nowMs A clock that only runs forwards, in ms.
 */
export function gatherAged(tell: (aged: Aged) => void, nowMs: () => number): (aged: Aged) => void {
  let gathered = nothing
  let toldAtMs = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined

  function say(): void {
    timer = undefined
    toldAtMs = nowMs()
    const all = gathered
    gathered = nothing
    tell(all)
  }

  return (aged) => {
    gathered = together(gathered, aged)
    timer ??= setTimeout(say, Math.max(burstMs, toldAtMs + restMs - nowMs()))
  }
}

function together(one: Aged, other: Aged): Aged {
  return one === 'everything' || other === 'everything' ? 'everything' : new Set([...one, ...other])
}

/**
 * Whether a view is made old. Its key is the route and what was given to it; the session is asked for by whoever
 * has reason to doubt it.
 */
export function isAged(queryKey: readonly unknown[], aged: Aged): boolean {
  const [route, given] = queryKey
  if (route === 'session') return false
  if (aged === 'everything') return true
  const { path }: { path?: unknown } = Object(given)
  const { intent }: { intent?: unknown } = Object(path)
  return typeof intent !== 'string' || aged.has(intent)
}
