/** A fault that was put back, and after how many seeds it showed; null: in none. */
export type PutBack = { readonly name: string; readonly was: string; readonly seeds: number | null }

/** What runs of neighbouring seeds came to, as `--output` writes it. */
export type WorldResult = {
  readonly from: number
  readonly seeds: number
  readonly events: number
  /** Of wall clock, on however busy a machine. */
  readonly seconds: number
  readonly broken: readonly string[]
  readonly faults: readonly string[]
  readonly states: readonly string[]
  readonly putBack: readonly PutBack[]
  /** The commits that the worlds were made of, oldest first, and the day of the last. */
  readonly commits: readonly string[]
  readonly date: string
}

/** The seed after the last of `result`. */
export function nextSeed({ from, seeds }: Pick<WorldResult, 'from' | 'seeds'>): number {
  return from + seeds
}

/** `before` with `now`, which must be of the seeds that follow: a gap would count as worlds that were run. */
export function joined(before: WorldResult, now: WorldResult): WorldResult {
  if (nextSeed(before) !== now.from) {
    throw new Error(
      `seeds ${now.from} and on do not follow those told, which end at ${nextSeed(before) - 1}`,
    )
  }
  return {
    from: before.from,
    seeds: before.seeds + now.seeds,
    events: before.events + now.events,
    seconds: before.seconds + now.seconds,
    broken: [...before.broken, ...now.broken],
    faults: both(before.faults, now.faults),
    states: both(before.states, now.states),
    putBack: now.putBack.length > 0 ? now.putBack : before.putBack,
    commits: both(before.commits, now.commits),
    date: now.date,
  }
}

function both(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])]
}
