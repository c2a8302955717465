import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { outcomeEvidence, outcomeSequence, type OutcomeBlock } from './outcome-evidence.js'

const golden: {
  outcomes: {
    ratio: number
    blocks: { base: [number, number]; cand: [number, number]; bet: boolean; log_e: string }[]
  }[]
} = JSON.parse(
  readFileSync(new URL('../../../../data/gates/golden-second.json', import.meta.url), 'utf8'),
)

const block = (undone: number, n: number, undoneBefore: number, before: number): OutcomeBlock => ({
  candidate: { undone, n },
  baseline: { undone: undoneBefore, n: before },
})

describe('outcomes as a proof', () => {
  it.each(golden.outcomes)(
    'agree with the golden sequence at ratio $ratio',
    ({ ratio, blocks }) => {
      const steps = outcomeSequence(
        blocks.map(({ base, cand }) => block(cand[0], cand[1], base[0], base[1])),
        { direction: 'less', ratio },
      )
      for (const [i, { bet, log_e: want }] of blocks.entries()) {
        expect(steps[i]?.bet).toBe(bet)
        expect(Math.abs((steps[i]?.logE ?? Number.NaN) - Number(want))).toBeLessThan(1e-9)
      }
    },
  )

  it.each(['more', 'less'] as const)(
    'gain nothing on average at the boundary, by decisions and by block means (%s, exact enumeration)',
    (direction) => {
      for (const per of ['decision', 'user'] as const) {
        for (const ratio of [1, 1.25]) {
          const past = block(0, 0, 40, 400)
          const rates = { baseline: 0.12, candidate: 0.12 * ratio }
          const [n, nc] = [5, 9]
          let mean = 0
          for (let y = 0; y <= n; y++) {
            for (let yc = 0; yc <= nc; yc++) {
              const chance = binomial(n, y, rates.candidate) * binomial(nc, yc, rates.baseline)
              const last = outcomeSequence([past, block(y, n, yc, nc)], { direction, ratio, per })
              mean += chance * Math.exp(last.at(-1)?.logE ?? Number.NaN)
            }
          }
          expect(mean).toBeLessThanOrEqual(1 + 1e-12)
          expect(mean).toBeGreaterThan(0.9)
        }
      }
    },
  )

  it('hold by block means though all decisions of a block share one fate', () => {
    // Every block is one user: all undone or none, in both arms at once or not.
    const past = block(0, 0, 40, 400)
    const rate = 0.1
    for (const direction of ['more', 'less'] as const) {
      let mean = 0
      for (const [hit, chance] of [
        [true, rate],
        [false, 1 - rate],
      ] as const) {
        const [y, yc] = hit ? [8, 80] : [0, 0]
        const last = outcomeSequence([past, block(y, 8, yc, 80)], {
          direction,
          ratio: 1,
          per: 'user',
        })
        mean += chance * Math.exp(last.at(-1)?.logE ?? Number.NaN)
      }
      expect(mean).toBeLessThanOrEqual(1 + 1e-12)
    }
  })

  it('prove equal rates to be less than a quarter apart in the blocks that it should take', () => {
    expect(until(1.25)).toBeGreaterThan(50)
    expect(until(1.25)).toBeLessThan(130)
    expect(until(1.5)).toBeGreaterThan(15)
    expect(until(1.5)).toBeLessThan(45)
  })

  it('ask for the baseline first', () => {
    expect(
      outcomeEvidence([block(0, 5, 10, 150)], { direction: 'less', ratio: 1.25 }),
    ).toMatchObject({
      kind: 'not-enough-data',
      need: 200,
    })
  })
})

/** An hour at a rate of 4 % in both arms. */
function hour(i: number): OutcomeBlock {
  return block(i % 25 < 17 ? 2 : 1, 42, i % 5 < 4 ? 17 : 16, 420)
}

/** Hours until equal rates are shown to be less than `ratio` apart. */
function until(ratio: number): number {
  const steps = outcomeSequence(
    Array.from({ length: 200 }, (_, i) => hour(i)),
    { direction: 'less', ratio },
  )
  return steps.findIndex(({ logE }) => logE >= Math.log(20))
}

function binomial(n: number, k: number, p: number): number {
  let chance = (1 - p) ** n
  for (let i = 0; i < k; i++) chance *= ((n - i) / (i + 1)) * (p / (1 - p))
  return chance
}
