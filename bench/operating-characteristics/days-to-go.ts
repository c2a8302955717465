import { logEvidenceBelow, logLimit } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { windowsPerDay, type WindowSource } from './dependent-streams.ts'
import { GoStream } from './go-stream.ts'

/** What it takes until a rate is proved low enough: sampled decisions and days. */
export type Price = { readonly decisions: Mean; readonly days: Mean }
export type Mean = { readonly mean: number; readonly error: number }

/** By decisions alone, as it was; by both proofs; by both at what a stage's first epoch may spend. */
export type Prices = { readonly before: Price; readonly after: Price; readonly firstEpoch: Price }

const longestDays = 400

/**
 * Decisions and days to GO of a healthy candidate, looked at after every window.
 *
 * @param minDays What the plan asks for whatever is proved.
 */
export function daysToGo(
  source: WindowSource,
  { p0, alpha, minDays }: { p0: number; alpha: number; minDays: number },
  runs: number,
  seed: number,
): Prices {
  const random = seededRandom(seed)
  const [full, half] = [logLimit(alpha), logLimit(alpha / 2)]
  const tallies = { before: new Tally(), after: new Tally(), firstEpoch: new Tally() }
  for (let run = 0; run < runs; run++) {
    const stream = new GoStream(p0)
    const done = { before: false, after: false, firstEpoch: false }
    for (let window = 0; !done.firstEpoch && window < longestDays * windowsPerDay; window++) {
      const { s, n } = source(window, random)
      stream.add(s, n)
      const day = (window + 1) / windowsPerDay
      if (day < minDays || n === 0) continue
      const proves = {
        before: () => logEvidenceBelow(stream.s, stream.n, p0) >= full,
        after: () => stream.proves(full),
        firstEpoch: () => stream.proves(half),
      }
      for (const name of ['before', 'after', 'firstEpoch'] as const) {
        if (done[name] || !proves[name]()) continue
        done[name] = true
        tallies[name].add(stream.n, day)
      }
    }
  }
  return {
    before: tallies.before.read(),
    after: tallies.after.read(),
    firstEpoch: tallies.firstEpoch.read(),
  }
}

class Tally {
  readonly #decisions: number[] = []
  readonly #days: number[] = []

  add(decisions: number, days: number): void {
    this.#decisions.push(decisions)
    this.#days.push(days)
  }

  read(): Price {
    return { decisions: meanOf(this.#decisions), days: meanOf(this.#days) }
  }
}

function meanOf(values: readonly number[]): Mean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / values.length / values.length) }
}
