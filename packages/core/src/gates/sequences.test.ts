import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acceptanceCounts,
  acceptanceDrop,
  acceptanceStable,
  universalDrop,
} from './acceptance-drop.js'
import { windowsOf } from './bucket-count.js'
import { burstCorrelation, comesInBursts } from './burst-correlation.js'
import { goCounts } from './go-evidence.js'
import { jointEvidence } from './joint-evidence.js'
import { outcomeEvidence, outcomeSequence } from './outcome-evidence.js'
import {
  detectorLevel,
  detectRegression,
  observeBucket,
  quietDetector,
} from './regression-detector.js'
import { logWindowEvidence, windowLower, windowMeans } from './window-mean.js'

const golden: {
  esr: { buckets: [number, number][]; p0: number; log_m: string[] }[]
  acceptance_universal: {
    s_ref: number
    n_ref: number
    s: number
    n: number
    rho: number
    log_e: string
  }[]
  itt: { blocks: [number, number, number, number][]; rho: number; log_e: string[] }[]
} = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-sequences.json', import.meta.url), 'utf8'),
)

const close = (got: number, want: string): void => {
  const error = Math.abs(got - Number(want))
  expect(error).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(Number(want))))
}

const buckets = (pairs: readonly (readonly [number, number])[], widthMs = 10_000) =>
  pairs.map(([s, n], i) => ({ startMs: i * widthMs, s, n }))

const block = ([y, n, yc, nc]: readonly [number, number, number, number]) => ({
  candidate: { undone: y, n },
  baseline: { undone: yc, n: nc },
})

const pair = fc
  .integer({ min: 0, max: 40 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))

describe('regression detector', () => {
  it.each(golden.esr)('agrees with the golden sequence, bucket by bucket', (sequence) => {
    let state = quietDetector
    for (const [index, [s, n]] of sequence.buckets.entries()) {
      state = observeBucket(state, { s, n }, sequence.p0)
      close(detectorLevel(state), sequence.log_m[index] ?? 'missing')
    }
  })

  it('gains at most one per decision on average at the threshold (exact enumeration)', () => {
    const [p0, n] = [0.1, 12]
    let state = observeBucket(quietDetector, { s: 3, n: 7 }, p0)
    state = observeBucket(state, { s: 0, n: 5 }, p0)
    let mean = 0
    let probability = (1 - p0) ** n
    for (let s = 0; s <= n; s++) {
      mean += probability * Math.exp(detectorLevel(observeBucket(state, { s, n }, p0)))
      probability *= ((n - s) / (s + 1)) * (p0 / (1 - p0))
    }
    expect(mean).toBeCloseTo(Math.exp(detectorLevel(state)) + n, 8)
  })

  it('rings within a handful of decisions of a total failure, whatever the healthy past', () => {
    for (const healthy of [0, 100, 5000]) {
      const history = Array.from({ length: healthy }, (): [number, number] => [0, 20])
      const outage = Array.from({ length: 10 }, (): [number, number] => [1, 1])
      const result = detectRegression(buckets([...history, ...outage]), 0.05)
      expect(result.kind).toBe('alarm')
      if (result.kind !== 'alarm') return
      expect(result.atMs / 10_000 - healthy).toBeLessThanOrEqual(6)
    }
  })

  it('keeps its alarm when things get better afterwards', () => {
    const calm = Array.from({ length: 500 }, (): [number, number] => [0, 20])
    const result = detectRegression(buckets([[20, 20], [20, 20], ...calm]), 0.05)
    expect(result).toMatchObject({ kind: 'alarm', atMs: 0 })
  })

  it('is quiet without data and unmoved by empty buckets', () => {
    expect(detectRegression([], 0.05)).toEqual({ kind: 'quiet', level: -Infinity })
    expect(detectRegression(buckets([[0, 0]]), 0.05)).toEqual({ kind: 'quiet', level: -Infinity })
  })
})

describe('window means', () => {
  it('lose or stay on average at the threshold however decisions inside a window hang together', () => {
    // All of a window share one fate: the strongest dependence there is.
    const p0 = 0.05
    const past = windowMeans(
      buckets([
        [1, 10],
        [0, 10],
      ]),
    )
    const after = (s: number): number =>
      Math.exp(
        logWindowEvidence(
          windowMeans(
            buckets([
              [1, 10],
              [0, 10],
              [s, 30],
            ]),
          ),
          p0,
        ),
      )
    const mean = p0 * after(30) + (1 - p0) * after(0)
    expect(mean).toBeCloseTo(Math.exp(logWindowEvidence(past, p0)), 10)
  })

  it('never disagree with their own bounds', () => {
    fc.assert(
      fc.property(
        fc.array(pair, { maxLength: 60 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (pairs, p0) => {
          const means = windowMeans(buckets(pairs))
          const lower = windowLower(means, 0.05)
          if (Math.abs(lower - p0) > 1e-12) {
            expect(lower > p0).toBe(logWindowEvidence(means, p0) >= Math.log(20))
          }
        },
      ),
    )
  })

  it('count a burst once: fifty failures in one window do not condemn a healthy stage', () => {
    const calm = Array.from({ length: 300 }, (): [number, number] => [0, 10])
    const means = windowMeans(buckets([...calm, [50, 50]]))
    expect(logWindowEvidence(means, 0.05)).toBeLessThan(Math.log(100))
  })

  it('merge buckets into the same windows in any order and however split', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 80 }), fc.infiniteStream(fc.nat()), (pairs, keys) => {
        const whole = buckets(pairs)
        const shuffled = whole
          .flatMap(({ startMs, s, n }) => [
            { startMs, s, n: s },
            { startMs, s: 0, n: n - s },
          ])
          .map((bucket) => ({ bucket, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ bucket }) => bucket)
        expect(windowsOf(shuffled, 60_000)).toEqual(windowsOf(whole, 60_000))
      }),
    )
  })
})

describe('burst correlation', () => {
  it('is about 0 for independent decisions and 1 when windows share one fate', () => {
    const alternating = Array.from({ length: 50 }, (_, i): [number, number] => [i % 2 ? 10 : 0, 10])
    const shared = burstCorrelation(buckets(alternating))
    expect(shared).toEqual({ kind: 'estimate', correlation: 1, clear: true })
    const even = Array.from({ length: 50 }, (): [number, number] => [1, 10])
    const same = burstCorrelation(buckets(even))
    expect(same.kind === 'estimate' && same.correlation).toBeLessThan(0)
  })

  it('is not believed when a handful of independent events happens to lie together', () => {
    const sparse = Array.from({ length: 100 }, (_, i): [number, number] => [
      i === 7 ? 2 : i % 20 === 0 ? 1 : 0,
      6,
    ])
    const chance = burstCorrelation(buckets(sparse))
    expect(chance).toMatchObject({ kind: 'estimate', clear: false })
    expect(comesInBursts(chance)).toBe(false)
    const burst = sparse.map(([s, n], i): [number, number] => [i === 7 ? 6 : s, n])
    expect(comesInBursts(burstCorrelation(buckets(burst)))).toBe(true)
  })

  it('says what it lacks instead of a number', () => {
    expect(burstCorrelation([])).toMatchObject({ kind: 'not-enough-data', have: 0, need: 20 })
    const clean = Array.from({ length: 50 }, (): [number, number] => [0, 10])
    expect(burstCorrelation(buckets(clean))).toMatchObject({ kind: 'not-enough-data' })
  })
})

describe('joint evidence', () => {
  it('never fires later than Bonferroni and blames exactly what passes alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 40, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (logs) => {
          const alpha = 0.01
          const metrics = logs.map((logE, i) => ({ name: `m${i}`, logE }))
          const joint = jointEvidence(metrics, alpha)
          const bonferroni = metrics.filter(({ logE }) => logE >= Math.log(logs.length / alpha))
          expect(joint.blamed).toEqual(bonferroni.map(({ name }) => name))
          if (bonferroni.length > 0) expect(joint.fires).toBe(true)
          if (joint.fires) expect(Math.max(...logs)).toBeGreaterThanOrEqual(Math.log(1 / alpha))
        },
      ),
    )
  })

  it('can fire on several metrics that are suspicious together and blames none of them', () => {
    const together = [1, 2, 3, 4].map((i) => ({ name: `m${i}`, logE: 4.7 }))
    expect(jointEvidence(together, 0.01)).toMatchObject({ fires: true, blamed: [] })
  })
})

describe('acceptance against the stage before', () => {
  it.each(golden.acceptance_universal)(
    'agrees with the golden vector $s/$n after $s_ref/$n_ref',
    ({ s_ref, n_ref, s, n, rho, log_e }) => {
      close(universalDrop({ s: s_ref, n: n_ref }, { s, n }, rho), log_e)
    },
  )

  it('finds a collapse and calls no drop what is stable', () => {
    const before = accepted(1600, 2000)
    expect(acceptanceDrop(before, accepted(480, 1000), 0.8, 0.01)).toMatchObject({ fires: true })
    expect(acceptanceDrop(before, accepted(800, 1000), 0.8, 0.01)).toMatchObject({ fires: false })
    expect(acceptanceStable(before, accepted(800, 1000), 0.8, 0.05)).toMatchObject({ fires: true })
    expect(acceptanceStable(before, accepted(650, 1000), 0.8, 0.05)).toMatchObject({ fires: false })
  })

  it('takes refusals that come together for one burst, not for a drop', () => {
    const before = accepted(1600, 2000)
    const burst = Array.from({ length: 40 }, (_, i) => ({
      startMs: i * 600_000,
      s: i % 4 === 0 ? 4 : 30,
      n: 35,
    }))
    const now = acceptanceCounts(burst, (list) => goCounts(list, 600_000))
    const { s, n } = now.accepted
    expect(s / n).toBeLessThan(0.7)
    expect(acceptanceDrop(before, now, 0.8, 0.01)).toMatchObject({ fires: false })
  })

  it('never proves a drop and stability at once', () => {
    const stage = fc
      .array(
        fc
          .integer({ min: 0, max: 40 })
          .chain((n) => fc.record({ s: fc.integer({ min: 0, max: n }), n: fc.constant(n) })),
        { maxLength: 80 },
      )
      .map((list) =>
        acceptanceCounts(
          list.map((one, i) => ({ startMs: i * 600_000, ...one })),
          (given) => goCounts(given, 600_000),
        ),
      )
    fc.assert(
      fc.property(stage, stage, (then, now) => {
        const drop = acceptanceDrop(then, now, 0.8, 0.05)
        const stable = acceptanceStable(then, now, 0.8, 0.05)
        if (drop.kind !== 'evidence' || stable.kind !== 'evidence') return
        expect(drop.fires && stable.fires).toBe(false)
      }),
    )
  })

  it('asks for data instead of guessing', () => {
    const nothing = acceptanceCounts([], (list) => goCounts(list, 600_000))
    expect(acceptanceDrop(nothing, accepted(1, 2), 0.8, 0.05)).toMatchObject({
      kind: 'not-enough-data',
    })
    expect(acceptanceStable(accepted(1, 2), nothing, 0.8, 0.05)).toMatchObject({
      kind: 'not-enough-data',
    })
  })
})

describe('outcomes by assigned arm', () => {
  it.each(golden.itt)('agree with the golden sequence', ({ blocks, rho, log_e }) => {
    const steps = outcomeSequence(blocks.map(block), { direction: 'more', ratio: rho })
    expect(steps).toHaveLength(log_e.length)
    for (const [i, step] of steps.entries()) close(step.logE, log_e[i] ?? 'missing')
  })

  it('lose or stay on average on the boundary of a margin (exact enumeration)', () => {
    for (const ratio of [1, 1.1]) {
      const past = block([0, 0, 40, 400])
      const rates = { baseline: 0.12, candidate: 0.12 * ratio }
      const [n, nc] = [5, 9]
      let mean = 0
      for (let y = 0; y <= n; y++) {
        for (let yc = 0; yc <= nc; yc++) {
          const chance = binomial(n, y, rates.candidate) * binomial(nc, yc, rates.baseline)
          const last = outcomeSequence([past, block([y, n, yc, nc])], {
            direction: 'more',
            ratio,
          }).at(-1)
          mean += chance * Math.exp(last?.logE ?? Number.NaN)
        }
      }
      expect(mean).toBeLessThanOrEqual(1 + 1e-12)
      expect(mean).toBeGreaterThan(0.9)
    }
  })

  it('do not bet before the baseline is known', () => {
    expect(
      outcomeEvidence([block([1, 5, 10, 199])], { direction: 'more', ratio: 1 }),
    ).toMatchObject({
      kind: 'not-enough-data',
      need: 200,
    })
  })
})

/** `s` of `n` accepted, spread evenly over windows of ten decisions. */
function accepted(s: number, n: number) {
  return acceptanceCounts(
    Array.from({ length: Math.ceil(n / 10) }, (_, i) => ({
      startMs: i * 600_000,
      s: Math.floor(((i + 1) * 10 * s) / n) - Math.floor((i * 10 * s) / n),
      n: 10,
    })),
    (list) => goCounts(list, 600_000),
  )
}

function binomial(n: number, k: number, p: number): number {
  let chance = (1 - p) ** n
  for (let i = 0; i < k; i++) chance *= ((n - i) / (i + 1)) * (p / (1 - p))
  return chance
}
