import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logLimit } from './bounds.js'
import { windowsOf, type BucketCount } from './bucket-count.js'
import {
  cappedUpper,
  cappedWindows,
  logCappedEvidence,
  type CappedWindows,
} from './capped-windows.js'
import { crossing } from './crossing.js'
import { logEvidenceBelow } from './evidence.js'
import { goCounts, goDecisionsNeeded, goUpper, logGoEvidence } from './go-evidence.js'

type Golden = {
  readonly go: readonly {
    readonly name: string
    readonly p0: string
    readonly windows: readonly { readonly n: number; readonly s: number }[]
    readonly log_e_window: string
    readonly log_e_below: string
    readonly log_e_go: string
  }[]
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const windowMs = 600_000
const windowsFrom = (counts: readonly { readonly n: number; readonly s: number }[]) =>
  counts.map(({ s, n }, i): BucketCount => ({ startMs: i * windowMs, s, n }))

const close = (got: number, want: string): void => {
  const error = Math.abs(got - Number(want))
  expect(error).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(Number(want))))
}

const oneWindow = fc
  .integer({ min: 0, max: 40 })
  .chain((n) => fc.record({ s: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
const mostlyGood = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ s: fc.constant(0), n: fc.integer({ min: 0, max: 30 }) }), weight: 6 },
    { arbitrary: oneWindow, weight: 1 },
  ),
  { maxLength: 300 },
)
const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true })

describe('evidence for GO', () => {
  it.each(golden.go)('agrees with the golden vector: $name', (vector) => {
    const p0 = Number(vector.p0)
    const windows = windowsFrom(vector.windows)
    const counts = goCounts(windows, windowMs)
    close(logCappedEvidence(cappedWindows(windows), p0), vector.log_e_window)
    close(logEvidenceBelow(counts.s, counts.n, p0), vector.log_e_below)
    close(logGoEvidence(counts, p0), vector.log_e_go)
  })

  it('never multiplies by less than 0, whatever a window holds (all s <= n <= 200, caps to 50)', () => {
    // Most come to a window that another came to already: all above the cap, for one.
    const different = new Map<string, CappedWindows>()
    for (const most of [1, 2, 7, 24, 50]) {
      for (let n = 1; n <= 200; n++) {
        for (let s = 0; s <= n; s++) {
          const windows = afterOne({ s, n }, most)
          different.set(JSON.stringify(windows.perCap), windows)
        }
      }
    }
    let least = Infinity
    for (const windows of different.values()) {
      for (const p0 of [0.001, 0.05, 0.99]) {
        least = Math.min(least, Math.exp(logCappedEvidence(windows, p0)))
      }
    }
    // Not a number would not be either.
    expect(least >= 0).toBe(true)
  })

  it('gains nothing on average at the threshold, and is worth just that where no window is cut', () => {
    for (const p0 of [0.01, 0.05, 0.3, 0.8]) {
      for (const most of [1, 8, 30]) {
        for (const n of [1, 5, 8, 16, 20, 60]) {
          let [mean, chance] = [0, (1 - p0) ** n]
          for (let s = 0; s <= n; s++) {
            mean += chance * multiplier({ s, n }, most, p0)
            chance *= ((n - s) / (s + 1)) * (p0 / (1 - p0))
          }
          expect(mean).toBeLessThanOrEqual(1 + 1e-12)
          if (n <= most) expect(mean).toBeCloseTo(1, 12)
        }
      }
    }
  })

  it('does not change when windows are split over instances or empty ones stand between', () => {
    fc.assert(
      fc.property(mostlyGood, rate, fc.infiniteStream(fc.nat()), (list, p0, keys) => {
        const whole = windowsFrom(list)
        const parts = whole
          .flatMap(({ startMs, s, n }) => [
            { startMs: startMs + 20_000, s, n: s },
            { startMs, s: 0, n: n - s },
            { startMs: startMs + windowMs * 1000, s: 0, n: 0 },
          ])
          .map((part) => ({ part, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ part }) => part)
        expect(logGoEvidence(goCounts(parts, windowMs), p0)).toBe(
          logGoEvidence(goCounts(whole, windowMs), p0),
        )
      }),
    )
  })

  it('never falls as the threshold grows', () => {
    fc.assert(
      fc.property(mostlyGood, rate, rate, (list, a, b) => {
        const windows = cappedWindows(windowsFrom(list))
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(logCappedEvidence(windows, high)).toBeGreaterThanOrEqual(
          logCappedEvidence(windows, low) - 1e-9,
        )
      }),
    )
  })

  it('fires only where the estimate lies below the threshold', () => {
    fc.assert(
      fc.property(mostlyGood, rate, (list, p0) => {
        const counts = goCounts(windowsFrom(list), windowMs)
        if (logGoEvidence(counts, p0) >= logLimit(0.05)) {
          expect(counts.s / counts.n).toBeLessThan(p0)
        }
        expect(goUpper(counts, 0.05)).toBeGreaterThanOrEqual(counts.s / Math.max(1, counts.n))
      }),
    )
  })

  it('is never raised by a window in which everything failed', () => {
    fc.assert(
      fc.property(mostlyGood, rate, fc.integer({ min: 1, max: 60 }), (list, p0, n) => {
        const before = logGoEvidence(goCounts(windowsFrom(list), windowMs), p0)
        const after = logGoEvidence(goCounts(windowsFrom([...list, { s: n, n }]), windowMs), p0)
        if (list.some((one) => one.n > 0)) expect(after).toBeLessThanOrEqual(before + 1e-9)
      }),
    )
  })

  it('never disagrees with its own bound', () => {
    fc.assert(
      fc.property(mostlyGood, rate, (list, p0) => {
        const counts = goCounts(windowsFrom(list), windowMs)
        const upper = goUpper(counts, 0.05)
        fc.pre(Math.abs(upper - p0) > 1e-10)
        expect(upper < p0).toBe(logGoEvidence(counts, p0) >= logLimit(0.05))
      }),
      { numRuns: 300 },
    )
  })

  it('leaves out a window that can still grow', () => {
    const list = windowsFrom([
      { s: 0, n: 5 },
      { s: 0, n: 5 },
      { s: 0, n: 1 },
    ])
    expect(goCounts(list, windowMs, 2.5 * windowMs).windows.bets).toBe(1)
    expect(goCounts(list, windowMs, 3 * windowMs).windows.bets).toBe(2)
    expect(windowsOf(list, windowMs, 2.5 * windowMs)).toHaveLength(2)
  })

  it('holds out against failures that come with load, which unweighted windows overlook', () => {
    // Every twentieth window has three times the traffic and fails at a third: 5.7 % of all decisions.
    const list = Array.from({ length: 2000 }, (_, i) =>
      i % 20 === 7 ? { s: 20, n: 60 } : { s: i % 3 === 0 ? 1 : 0, n: 20 },
    )
    const counts = goCounts(windowsFrom(list), windowMs)
    expect(counts.s / counts.n).toBeGreaterThan(0.05)
    expect(logGoEvidence(counts, 0.05)).toBeLessThan(0)
    expect(goUpper(counts, 0.05)).toBeGreaterThan(counts.s / counts.n)
  })

  it('tells how many more decisions a clean candidate needs, windows included', () => {
    const clean = (windows: number, n: number) =>
      goCounts(windowsFrom(Array.from({ length: windows }, () => ({ s: 0, n }))), windowMs)
    const limit = logLimit(0.05)
    for (const [p0, start] of [
      [0.05, clean(0, 0)],
      [0.05, clean(10, 1)],
      // All that came, came in one window, which is never bet on: what is missing is windows.
      [0.05, clean(1, 282)],
      [0.02, clean(30, 4)],
    ] as const) {
      const more = goDecisionsNeeded(start, p0, limit) ?? Number.NaN
      const each = start.n === 0 ? 1 : start.n / (start.windows.bets + 1)
      const windows = Math.ceil((start.n + more) / each)
      expect(logGoEvidence(clean(windows, each), p0)).toBeGreaterThanOrEqual(limit)
      expect(logGoEvidence(clean(windows - 1, each), p0)).toBeLessThan(limit)
    }
    expect(goDecisionsNeeded(clean(400, 4), 0.05, limit)).toBe(0)
    const bad = goCounts(windowsFrom(Array.from({ length: 50 }, () => ({ s: 1, n: 10 }))), windowMs)
    expect(goDecisionsNeeded(bad, 0.05, limit)).toBeNull()
  })

  it('counts equal windows once: ten years of them come to a few hundred kinds', () => {
    const list = Array.from({ length: 50_000 }, (_, i) => ({
      s: i % 40 === 0 ? 1 : 0,
      n: 1 + ((i * 7919) % 23),
    }))
    const windows = cappedWindows(windowsFrom(list))
    expect(windows.bets).toBe(49_999)
    for (const { count } of windows.perCap) expect(count.length).toBeLessThan(1000)
    const upper = cappedUpper(windows, 0.05)
    expect(upper).toBeGreaterThan(1 / 480)
    expect(upper).toBeLessThan(0.01)
  })
})

describe('crossing', () => {
  it('finds what bisection finds, of any rising function', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), (root) => {
        for (const rising of [
          (x: number) => x - root,
          (x: number) => (x - root) ** 3,
          (x: number) => (x < root ? -Infinity : 1),
          (x: number) => Math.log(x / root) - 1e-3 * (1 - x / root),
        ]) {
          const found = crossing(2 ** -53, 1 + 2 ** -50, rising)
          expect(Math.abs(found - root)).toBeLessThanOrEqual(1e-4 * root + 1e-12)
          expect(rising(found * (1 + 1e-4))).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('needs a dozen steps where a function is smooth', () => {
    let calls = 0
    crossing(2 ** -53, 1, (x) => {
      calls += 1
      return Math.log1p(x) - 0.05
    })
    expect(calls).toBeLessThan(20)
  })
})

/** What a window makes of 1 after a first one of `most` decisions, the cap. */
function multiplier(window: Counted, most: number, p0: number): number {
  return Math.exp(logCappedEvidence(afterOne(window, most), p0))
}

function afterOne(window: Counted, most: number): CappedWindows {
  return cappedWindows(windowsFrom([{ s: 0, n: most }, window]))
}

type Counted = { readonly s: number; readonly n: number }
