import { seededRandom } from '@partial-trust/testing'

/** One thing that is measured. */
export type Contender = {
  readonly name: string
  /** Takes one sample and gives its value in the comparison's unit. */
  sample(): Promise<number>
}

/** What the samples of one contender came to. */
export type Row = {
  readonly name: string
  readonly median: number
  readonly min: number
  readonly max: number
  /** To the reference row: the median of each round's ratio, as a round's rows share its disturbances. */
  readonly ratio: number
  /** What was promised of this row, and whether it held. */
  readonly target?: { readonly text: string; readonly met: boolean }
}

/** What a row promises; judged on its own figures and on the reference's. */
export type Target = {
  readonly text: string
  readonly holds: (row: Omit<Row, 'target'>, medianOf: (name: string) => number) => boolean
}

/**
 * Measures contenders beside each other: every round takes one sample of each, so that what else
 * the machine does hits all alike, in an order of its own, so that none always follows the same other.
 * The first rounds warm up and are not counted.
 *
 * @param reference Name of the contender the ratios refer to.
 */
export async function compare(
  contenders: readonly Contender[],
  reference: string,
  options: {
    readonly rounds: number
    readonly warmUp: number
    readonly targets?: Readonly<Record<string, Target>>
  },
): Promise<readonly Row[]> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -options.warmUp; round < options.rounds; round++) {
    for (const contender of shuffled(contenders, round)) {
      const value = await contender.sample()
      if (round >= 0) samples.get(contender.name)?.push(value)
    }
  }
  const base = samples.get(reference) ?? []
  const medianOf = (name: string): number => median(samples.get(name) ?? [])
  return [...samples].map(([name, values]) => {
    const row = {
      name,
      ...spreadOf(values),
      ratio: median(values.map((value, round) => value / (base[round] ?? Number.NaN))),
    }
    const target = options.targets?.[name]
    return target === undefined
      ? row
      : { ...row, target: { text: target.text, met: target.holds(row, medianOf) } }
  })
}

function shuffled(contenders: readonly Contender[], round: number): readonly Contender[] {
  const chance = seededRandom('round', round)
  return contenders
    .map((contender) => ({ contender, place: chance() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ contender }) => contender)
}

/** The middle one of some figures, and how far they reach. */
export function spreadOf(figures: readonly number[]): Pick<Row, 'median' | 'min' | 'max'> {
  return { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) }
}

/** The middle one, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN
  return (upper + lower) / 2
}

/** A contender that calls once an item and gives nanoseconds a call; `after` is not timed. */
export function timed<Item>(
  name: string,
  items: readonly Item[],
  call: (item: Item) => unknown,
  after?: () => Promise<void>,
): Contender {
  return timing(name, items, after, async () => {
    for (const item of items) call(item)
  })
}

/** As {@link timed}, waiting for each call's answer before the next. */
export function timedAsync<Item>(
  name: string,
  items: readonly Item[],
  call: (item: Item) => Promise<unknown>,
  after?: () => Promise<void>,
): Contender {
  return timing(name, items, after, async () => {
    for (const item of items) await call(item)
  })
}

function timing(
  name: string,
  items: readonly unknown[],
  after: (() => Promise<void>) | undefined,
  run: () => Promise<void>,
): Contender {
  return {
    name,
    async sample() {
      const from = process.hrtime.bigint()
      await run()
      const elapsed = process.hrtime.bigint() - from
      await after?.()
      return Number(elapsed) / items.length
    },
  }
}
