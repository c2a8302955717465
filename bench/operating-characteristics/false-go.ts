import { cappedWindows, logCappedEvidence, logLimit } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import type { Boundary } from './boundary.ts'
import { windowsPerDay, type WindowSource } from './dependent-streams.ts'
import { GoStream } from './go-stream.ts'

export type Rules = {
  readonly pointEstimate: Boundary
  readonly clopperPearson: Boundary
  readonly mixtureSprt: Boundary
}

/** Shares of streams that reach GO by each rule, looked at after every window. */
export type FalseGo = { readonly [rule in keyof Rules]: number } & {
  readonly ours: number
  readonly error: number
  /** Greatest difference between the product's fold and the one written for this bench. */
  readonly off: number
}

export function falseGo(
  source: WindowSource,
  { p0, alpha, days, rules }: { p0: number; alpha: number; days: number; rules: Rules },
  runs: number,
  seed: number,
): FalseGo {
  const random = seededRandom(seed)
  const limit = logLimit(alpha)
  const names = ['pointEstimate', 'clopperPearson', 'mixtureSprt'] as const
  const passed = { ours: 0, pointEstimate: 0, clopperPearson: 0, mixtureSprt: 0 }
  let off = 0
  for (let run = 0; run < runs; run++) {
    const stream = new GoStream(p0)
    const through = { ours: false, pointEstimate: false, clopperPearson: false, mixtureSprt: false }
    const kept: { startMs: number; s: number; n: number }[] = []
    for (let window = 0; window < days * windowsPerDay; window++) {
      const { s, n } = source(window, random)
      if (run === 0) kept.push({ startMs: window, s, n })
      if (n === 0) continue
      stream.add(s, n)
      through.ours ||= stream.proves(limit)
      for (const name of names) {
        const at = rules[name].at[Math.min(stream.n, rules[name].at.length - 1)] ?? -Infinity
        through[name] ||= stream.s <= at
      }
    }
    if (run === 0) {
      off = Math.abs(logCappedEvidence(cappedWindows(kept), p0) - stream.logWindows())
    }
    for (const name of ['ours', ...names] as const) if (through[name]) passed[name] += 1
  }
  const share = passed.ours / runs
  return {
    ours: share,
    error: Math.sqrt((share * (1 - share)) / runs),
    pointEstimate: passed.pointEstimate / runs,
    clopperPearson: passed.clopperPearson / runs,
    mixtureSprt: passed.mixtureSprt / runs,
    off,
  }
}

/** Mean days to GO by decisions alone, by both proofs, and by both as the first epoch of a stage. */
export function daysToGo(
  source: WindowSource,
  { p0, alpha, before }: { p0: number; alpha: number; before: Boundary },
  runs: number,
  seed: number,
): { readonly before: number; readonly after: number; readonly firstEpoch: number } {
  const random = seededRandom(seed)
  const [full, half] = [logLimit(alpha), logLimit(alpha / 2)]
  const sums = { before: 0, after: 0, firstEpoch: 0 }
  for (let run = 0; run < runs; run++) {
    const stream = new GoStream(p0)
    const done = { before: 0, after: 0, firstEpoch: 0 }
    for (let window = 0; done.firstEpoch === 0 && window < 120 * windowsPerDay; window++) {
      const { s, n } = source(window, random)
      if (n === 0) continue
      stream.add(s, n)
      const day = (window + 1) / windowsPerDay
      const last = before.at.length - 1
      if (done.before === 0 && stream.s <= (before.at[Math.min(stream.n, last)] ?? -1))
        done.before = day
      if (done.after === 0 && stream.proves(full)) done.after = day
      if (stream.proves(half)) done.firstEpoch = day
    }
    sums.before += done.before
    sums.after += done.after
    sums.firstEpoch += done.firstEpoch
  }
  const { before: byDecisions, after, firstEpoch } = sums
  return { before: byDecisions / runs, after: after / runs, firstEpoch: firstEpoch / runs }
}
