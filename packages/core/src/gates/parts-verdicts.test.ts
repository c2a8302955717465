import { describe, expect, it } from 'vitest'
import { defaultPlan } from './default-plan.js'
import { partsVerdicts, type Part } from './parts-verdicts.js'
import { noEvidence } from './stage-evidence.js'

const startMs = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000

/** A part that appears on a day and has `n` decisions a day apart by windows, every `every`-th failed. */
function part(name: string, day: number, n: number, every: number): Part {
  const buckets = Array.from({ length: n }, (_, i) => ({
    startMs: startMs + day * dayMs + i * 600_000,
    s: every > 0 && i % every === every - 1 ? 1 : 0,
    n: 1,
  }))
  const clean = buckets.map((bucket) => ({ ...bucket, s: 0 }))
  return {
    name,
    evidence: {
      ...noEvidence,
      metrics: new Map([
        ['attempt_error', buckets],
        ['intent_mismatch', clean],
        ['deadline_exceeded', clean],
      ]),
      sampled: n,
      firstMs: startMs + day * dayMs,
      lastMs: startMs + (day + 4) * dayMs,
    },
  }
}

describe('parts of a corridor', () => {
  it('are judged each by itself: the bad one of twenty is named, the others go on', () => {
    const parts = Array.from({ length: 20 }, (_, i) =>
      part(`p${i}`, i / 100, 150, i === 13 ? 2 : 0),
    )
    const { parts: judged, masked } = partsVerdicts(defaultPlan, 'canary', parts, 'GO', '')
    expect(masked).toEqual(['p13'])
    expect(judged.filter(({ verdict }) => verdict.verdict === 'NO_GO')).toHaveLength(1)
    expect(judged.map(({ place }) => place)).toEqual(parts.map((_, i) => i + 1))
  })

  it('spend the less the later they appeared, in whatever order they come', () => {
    const [early, late] = [part('b', 0, 200, 0), part('a', 1, 200, 0)]
    const { parts } = partsVerdicts(defaultPlan, 'canary', [late, early], null, '')
    expect(parts.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(parts.map(({ verdict }) => verdict.alpha.rollback)).toEqual([0.01 / 2, 0.01 / 6])
    expect(parts.map(({ verdict }) => verdict.alpha.detector)).toEqual([0.01 / 2, 0.01 / 6])
  })

  it('mask nothing where the whole fails as well', () => {
    const parts = [part('one', 0, 150, 2)]
    expect(partsVerdicts(defaultPlan, 'canary', parts, 'NO_GO', '').masked).toEqual([])
    expect(partsVerdicts(defaultPlan, 'canary', [], 'GO', '')).toEqual({ parts: [], masked: [] })
  })
})
