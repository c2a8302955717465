/** What runs of one target came to. */
export type TargetResult = {
  readonly target: string
  readonly inputs: number
  /** No seed twice: that would be the same inputs again. */
  readonly seeds: readonly number[]
  readonly outcomes: Readonly<Record<string, number>>
  /** The inputs that broke a rule, cut down. */
  readonly broken: readonly string[]
}

/** What runs of all targets came to, as `--add` keeps it. */
export type FuzzResult = {
  readonly targets: readonly TargetResult[]
  /** The commits that were asked, oldest first, and the day of the last. */
  readonly commits: readonly string[]
  readonly date: string
}

/** `before` with one more run. @throws {Error} for a seed of the target that was run before. */
export function withRun(
  before: FuzzResult | null,
  run: Omit<TargetResult, 'seeds'> & { readonly seed: number },
  { commit, date }: { readonly commit: string; readonly date: string },
): FuzzResult {
  const { target, inputs, seed, outcomes, broken } = run
  const old = before?.targets.find((one) => one.target === target)
  if (old?.seeds.includes(seed) === true)
    throw new Error(`seed ${seed} of ${target} was run before: its inputs would count twice`)
  const sums = new Map(Object.entries(old?.outcomes ?? {}))
  for (const [name, count] of Object.entries(outcomes))
    sums.set(name, (sums.get(name) ?? 0) + count)
  const now: TargetResult = {
    target,
    inputs: (old?.inputs ?? 0) + inputs,
    seeds: [...(old?.seeds ?? []), seed],
    outcomes: Object.fromEntries(sums),
    broken: [...(old?.broken ?? []), ...broken],
  }
  const others = before?.targets.filter((one) => one !== old) ?? []
  return {
    targets: [...others, now].toSorted((a, b) => (a.target < b.target ? -1 : 1)),
    commits: [...new Set([...(before?.commits ?? []), commit])],
    date,
  }
}
