import { logLimit } from './bounds.js'
import type { BucketCount } from './bucket-count.js'
import { crossing } from './crossing.js'
import { logSumExp } from './log-space.js'

/**
 * What complete windows say against a rate being too high, whatever the decisions inside a window do to each
 * other (GATES 5). A window counts by how full it is, up to a multiple of the usual traffic: failures that come
 * with load weigh as much as they did harm, and one crowded window cannot outweigh the rest.
 */
export type CappedWindows = {
  /** Windows that were bet on: all but the first, which tells what traffic is usual. */
  readonly bets: number
  readonly perCap: readonly CappedGroup[]
}

/** Windows that say the same, put together: how full, how bad, and how many of them. */
type CappedGroup = {
  readonly full: Float64Array
  readonly bad: Float64Array
  /** Of the windows after the single ones, in their order. */
  readonly count: Float64Array
  /** The first so many are one window each. */
  readonly singles: number
}

/** Caps, as multiples of the windows' mean size so far; half of the stake each. */
const caps = [1, 2] as const
/** 1 - r of each rate bet on, as a share of the threshold, and its part of the stake. */
const alternatives = [
  { distance: 1, weight: 0.17 },
  { distance: 0.965, weight: 0.16 },
  { distance: 0.9, weight: 0.17 },
  { distance: 0.8, weight: 0.13 },
  { distance: 0.68, weight: 0.11 },
  { distance: 0.54, weight: 0.09 },
  { distance: 0.38, weight: 0.08 },
  { distance: 0.2, weight: 0.06 },
  { distance: 0.08, weight: 0.03 },
] as const
const distances = alternatives.map(({ distance }) => distance)
/** ln of the stake on each alternative, under either cap. */
const stakes = alternatives.map(({ weight }) => Math.log(weight / caps.length))
const allStakes = caps.flatMap(() => stakes)

/** @param windows Complete, merged, in time order ({@link windowsOf}); empty ones say nothing. */
export function cappedWindows(windows: readonly BucketCount[]): CappedWindows {
  const fold = new CappedFold()
  for (const window of windows) fold.add(window)
  return fold.read()
}

const nothing = { windows: 0, decisions: 0 }

/** {@link cappedWindows}, one window at a time, for whoever wants to know what was known at each moment. */
export class CappedFold {
  readonly #tallies = caps.map(() => new Tally())
  #windows: number
  #decisions: number

  /** @param before What is known of the traffic already; default: nothing. */
  constructor(before: { readonly windows: number; readonly decisions: number } = nothing) {
    this.#windows = before.windows
    this.#decisions = before.decisions
  }

  /** The next complete window. */
  add(window: { readonly s: number; readonly n: number }): void {
    if (window.n === 0) return
    if (this.#windows > 0) this.weigh(window, 1)
    this.#windows += 1
    this.#decisions += window.n
  }

  /** Bets on a window as if there were `weight` of it, and learns no traffic from it. */
  weigh({ s, n }: { readonly s: number; readonly n: number }, weight: number): void {
    for (const [k, cap] of caps.entries()) {
      const most = Math.max(1, Math.floor((cap * this.#decisions) / this.#windows))
      this.#tallies[k]?.add(Math.min(n, most), Math.min(s, most), most, weight)
    }
  }

  read(): CappedWindows {
    return {
      bets: Math.max(0, this.#windows - 1),
      perCap: this.#tallies.map((tally) => tally.group()),
    }
  }
}

/**
 * ln of the evidence that the rate is below `p0`. A window with s = n never raises it, and it never falls as
 * `p0` grows.
 */
export function logCappedEvidence(windows: CappedWindows, p0: number): number {
  return cappedOutlook(windows, p0)(1)
}

/** {@link logCappedEvidence} as if everything had been seen so many times over; the windows are gone through once. */
export function cappedOutlook({ perCap }: CappedWindows, p0: number): (times: number) => number {
  const gains = new Float64Array(allStakes.length)
  for (const [k, group] of perCap.entries()) gains.set(logProducts(group, p0), k * stakes.length)
  return (times) =>
    times === 0 ? 0 : logSumExp(gains.map((gain, i) => (allStakes[i] ?? 0) + times * gain))
}

/** The largest rate not ruled out; agrees with {@link logCappedEvidence} at that alpha. */
export function cappedUpper(windows: CappedWindows, alpha: number): number {
  const limit = logLimit(alpha)
  const excess = (p0: number): number => logCappedEvidence(windows, p0) - limit
  const most = 1 - 2 ** -53
  if (excess(most) < 0) return 1
  if (excess(0.5) >= 0) return crossing(2 ** -53, 0.5, excess)
  // Evidence shoots up where next to nothing is left of 1: there, what is left of it is looked for by its logarithm.
  const left = crossing(Math.LN2, 53 * Math.LN2, (log) => excess(-Math.expm1(-log)))
  return -Math.expm1(-left)
}

/** So many factors multiplied stay within what a double holds: each lies between 2^-53, or 0, and 2^53. */
const factorsAtOnce = 8

/**
 * ln of the product of a group's factors, for each alternative. Single windows are multiplied, with a logarithm now
 * and then: a verdict on a month of them would otherwise be little but logarithms.
 */
function logProducts({ full, bad, count, singles }: CappedGroup, p0: number): Float64Array {
  const sums = new Float64Array(distances.length)
  const scales = distances.map((distance) => distance / (1 - distance * p0))
  const excess = new Float64Array(factorsAtOnce)
  for (let from = 0; from < singles; from += factorsAtOnce) {
    const some = Math.min(factorsAtOnce, singles - from)
    for (let i = 0; i < some; i++) excess[i] = p0 * (full[from + i] ?? 0) - (bad[from + i] ?? 0)
    for (let j = 0; j < scales.length; j++) {
      const scale = scales[j] ?? 0
      let product = 1
      for (let i = 0; i < some; i++) product *= 1 + scale * (excess[i] ?? 0)
      // Never below 0 but for rounding: all is lost where everything failed and that was ruled out.
      sums[j] = (sums[j] ?? 0) + Math.log(Math.max(0, product))
    }
  }
  for (let i = 0; i < count.length; i++) {
    const gain = p0 * (full[singles + i] ?? 0) - (bad[singles + i] ?? 0)
    for (let j = 0; j < scales.length; j++) {
      const log = Math.log1p(Math.max(-1, (scales[j] ?? 0) * gain))
      sums[j] = (sums[j] ?? 0) + (count[i] ?? 0) * log
    }
  }
  return sums
}

/** Windows of more decisions than this are hardly ever equal, and to look for equal ones would cost more than it saves. */
const mostNamed = 1000

/** Counts equal windows: years of sparse ones come to a few hundred different ones. */
class Tally {
  readonly #places = new Map<number, number>()
  readonly #full: number[] = []
  readonly #bad: number[] = []
  readonly #count: number[] = []

  add(n: number, s: number, most: number, weight: number): void {
    // Neither n nor s is above most, so no two windows that differ have one name.
    const name = most < mostNamed ? (most * (most + 1) + n) * (most + 1) + s : null
    const known = name === null ? undefined : this.#places.get(name)
    if (known !== undefined) {
      this.#count[known] = (this.#count[known] ?? 0) + weight
      return
    }
    if (name !== null) this.#places.set(name, this.#count.length)
    this.#full.push(n / most)
    this.#bad.push(s / most)
    this.#count.push(weight)
  }

  /** Single windows first. */
  group(): CappedGroup {
    const all = this.#count.length
    const singles = this.#count.reduce((sum, count) => (count === 1 ? sum + 1 : sum), 0)
    const [full, bad] = [new Float64Array(all), new Float64Array(all)]
    const several = new Float64Array(all - singles)
    let [single, other] = [0, singles]
    for (let place = 0; place < all; place++) {
      const count = this.#count[place] ?? 0
      const to = count === 1 ? single++ : other++
      full[to] = this.#full[place] ?? 0
      bad[to] = this.#bad[place] ?? 0
      if (to >= singles) several[to - singles] = count
    }
    return { full, bad, count: several, singles }
  }
}
