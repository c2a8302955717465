import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logLimit } from './bounds.js'
import { logEvidenceBelow } from './evidence.js'
import { goCounts, type GoCounts } from './go-evidence.js'
import { totalOf } from './stage-evidence.js'
import { fallbackSpending } from './spending.js'
import { ThresholdFold, type Candidate } from './threshold-fold.js'
import { tunedThresholds } from '../metrics/index.js'
import { tuneGroup, tuneThreshold } from './tune-threshold.js'

const golden: {
  thresholds: {
    risk: number
    delta: number
    rows: {
      threshold: number
      n: number
      s: number
      log_e: string
      spend: string
      needs: string
      certified: boolean
    }[]
    loosest: number
  }[]
} = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const windowMs = 600_000
const hourMs = 3_600_000
const agreed = { intent: false, entityKeys: false, decisionType: false, actionCount: false }
const otherwise = { ...agreed, decisionType: true }

/** `n` compared candidates, `s` of them wrong, evenly over windows of five. */
function counts(s: number, n: number): GoCounts {
  return goCounts(
    Array.from({ length: n }, (_, i) => ({
      startMs: Math.floor(i / 5) * windowMs,
      s: Math.floor(((i + 1) * s) / n) - Math.floor((i * s) / n),
      n: 1,
    })),
    windowMs,
  )
}

function few(threshold: number) {
  return { threshold, counts: counts(0, 9) }
}

function candidate(i: number, more: Partial<Candidate>): Candidate {
  return {
    atMs: i * 120_000,
    epoch: 'e1',
    confidence: 0.9,
    confidenceKind: 'verbalized',
    mismatch: agreed,
    ...more,
  }
}

describe('the loosest safe threshold', () => {
  it.each(golden.thresholds)('spends as the golden vector does at risk $risk', (given) => {
    const logs = given.rows.map(({ s, n, log_e: want }) => {
      const got = logEvidenceBelow(s, n, given.risk)
      expect(got).toBeCloseTo(Number(want), 9)
      return got
    })
    const spent = fallbackSpending(given.rows.length, given.delta, (index, spend) => {
      expect(logLimit(spend)).toBeCloseTo(Number(given.rows[index]?.needs), 9)
      return (logs[index] ?? 0) >= logLimit(spend)
    })
    expect(spent.map(({ certified }) => certified)).toEqual(
      given.rows.map(({ certified }) => certified),
    )
    for (const [index, { spend }] of spent.entries()) {
      expect(spend).toBeCloseTo(Number(given.rows[index]?.spend), 12)
    }
  })

  it('is the last one certified, with what it was certified on', () => {
    const rows = [
      { threshold: 0.9, counts: counts(2, 1400) },
      { threshold: 0.8, counts: counts(6, 2000) },
      { threshold: 0.5, counts: counts(180, 3000) },
    ]
    const tuned = tuneThreshold(rows, counts(180, 3000), { maxWrong: 0.03 })
    expect(tuned).toMatchObject({ kind: 'certified', loosest: 0.8 })
    const [first, second, last] = tuned.rows
    expect(first).toMatchObject({ s: 2, n: 1400, certified: true, needs: 0 })
    expect(second?.spend).toBeCloseTo((2 * 0.05) / 3, 12)
    expect(second?.upper).toBeLessThan(0.03)
    expect(second?.passes).toBeCloseTo(2000 / 3000, 12)
    expect(last).toMatchObject({ certified: false, needs: null })
  })

  it('says how many more it takes, counted in compared candidates', () => {
    const tuned = tuneThreshold([{ threshold: 0.9, counts: counts(0, 60) }], counts(0, 120), {
      maxWrong: 0.05,
    })
    expect(tuned.kind).toBe('not_yet')
    if (tuned.kind !== 'not_yet' || tuned.more === null) return
    const [row] = tuned.rows
    // Half of the compared candidates pass: it takes twice as many of them.
    expect(tuned.more).toBe(row?.needs)
    expect(tuned.more).toBeGreaterThan(2 * (70 - 60))
    const later = counts(0, 60 + Math.ceil(tuned.more / 2))
    expect(tuneThreshold([{ threshold: 0.9, counts: later }], later, { maxWrong: 0.05 }).kind).toBe(
      'certified',
    )
  })

  it('refuses a target that the data can never show, with the bound that says so', () => {
    const all = counts(200, 2000)
    const noHelp = [0.9, 0.7, 0.5].map((threshold) => ({ threshold, counts: all }))
    const refused = tuneThreshold(noHelp, all, { maxWrong: 0.01 })
    expect(refused).toMatchObject({ kind: 'impossible' })
    if (refused.kind === 'impossible') expect(refused.reason).toMatch(/at least (7|8)\.\d+ %/)
    const scarce = tuneThreshold([{ threshold: 0.9, counts: counts(0, 50) }], counts(0, 100), {
      maxWrong: 0.001,
      mostCompared: 5000,
    })
    expect(scarce).toMatchObject({ kind: 'impossible' })
    if (scarce.kind === 'impossible') expect(scarce.reason).toMatch(/clean .*there can be 5000/)
    // Where confidence tells right from wrong, a stricter threshold may still get there.
    const helps = [
      { threshold: 0.9, counts: counts(3, 400) },
      { threshold: 0.5, counts: all },
    ]
    expect(tuneThreshold(helps, all, { maxWrong: 0.01 }).kind).toBe('not_yet')
    expect(
      tuneThreshold([{ threshold: 0.9, counts: counts(0, 0) }], counts(0, 0), { maxWrong: 0.01 })
        .kind,
    ).toBe('not_yet')
  })

  it.each([
    { maxWrong: 0 },
    { maxWrong: 1 },
    { maxWrong: Number.NaN },
    { maxWrong: 0.1, delta: 0 },
  ])('refuses $maxWrong at $delta', (question) => {
    const rows = [{ threshold: 0.9, counts: counts(0, 9) }]
    expect(() => tuneThreshold(rows, counts(0, 9), question)).toThrow(RangeError)
  })

  it('refuses thresholds that are missing or out of order', () => {
    expect(() => tuneThreshold([], counts(0, 9), { maxWrong: 0.1 })).toThrow(/threshold/)
    expect(() => tuneThreshold([few(0.5), few(0.9)], counts(0, 9), { maxWrong: 0.1 })).toThrow(
      /fall/,
    )
  })
})

describe('candidates by threshold', () => {
  it('pass where they are sure enough, and everywhere without a confidence', () => {
    const fold = new ThresholdFold([0.9, 0.5], windowMs)
    for (const confidence of [0.95, 0.9, 0.6, 0.3, null]) {
      fold.add(
        candidate(0, {
          confidence,
          confidenceKind: confidence === null ? 'missing' : 'verbalized',
        }),
      )
    }
    const [group, ...others] = fold.groups()
    expect(others).toEqual([])
    expect(group).toMatchObject({ epoch: 'e1', kind: 'verbalized' })
    expect(totalOf(group?.compared ?? []).n).toBe(5)
    expect(group?.passing.map((list) => totalOf(list).n)).toEqual([3, 4])
  })

  it('are never put together over epochs or kinds of confidence', () => {
    const fold = new ThresholdFold([0.9], windowMs)
    fold.add(candidate(0, {}))
    fold.add(candidate(1, { epoch: 'e2' }))
    fold.add(candidate(900, { confidenceKind: 'logprobs' }))
    expect(fold.groups().map(({ epoch, kind }) => [epoch, kind])).toEqual([
      ['e1', 'logprobs'],
      ['e1', 'verbalized'],
      ['e2', 'verbalized'],
    ])
  })

  it('count as wrong by what was reported, else by the label alone', () => {
    const fold = new ThresholdFold([0.5], windowMs)
    const wrong = (more: Partial<Candidate>): boolean => fold.add(candidate(0, more))
    expect(wrong({ mismatch: null })).toBe(false)
    expect(wrong({ atMs: null })).toBe(false)
    expect(wrong({ confidence: 95 })).toBe(false)
    wrong({ mismatch: otherwise })
    wrong({ mismatch: { ...agreed, entityKeys: true, actionCount: true } })
    wrong({ mismatch: otherwise, reported: 'right' })
    wrong({ mismatch: null, reported: 'wrong' })
    const [group] = fold.groups()
    expect(group?.passing[0]).toMatchObject([{ n: 4, s: 2 }])
  })

  it('are certified as they come out of the log', () => {
    const fold = new ThresholdFold(tunedThresholds, windowMs)
    for (let i = 0; i < 4000; i++) {
      const confidence = 0.5 + ((i * 7919) % 50) / 100
      const isWrong = confidence < 0.75 && i % 4 === 0
      fold.add(candidate(i, { confidence, mismatch: isWrong ? otherwise : agreed }))
    }
    const [group] = fold.groups()
    if (group === undefined) throw new Error('one group was counted')
    expect(group.lastMs - group.firstMs).toBeGreaterThan(100 * hourMs)
    const tuned = tuneGroup(group, tunedThresholds, windowMs, { maxWrong: 0.02 })
    expect(tuned).toMatchObject({ kind: 'certified', loosest: 0.8 })
  })
})
