import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { generatedPart, withGeneratedPart } from './generated-part.js'
import { tuneHousehold } from './tune-household.js'
import { tuneLabelled } from './tune-labelled.js'

describe('the household’s README', () => {
  it('says what is certified now of the simulated model’s confidence, and how wrong it really is', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    expect(generatedPart(readme)).toBe(tuneLabelled())
    expect(() => withGeneratedPart('# no marks', 'x')).toThrow('<!-- generated: tune -->')
  })
})

describe('tuning the household', () => {
  it('finds the confidence that tells right from wrong, and checks it on lines it has not seen', () => {
    const candidates = Array.from({ length: 20_000 }, (_, i) => {
      const confidence = 0.5 + ((i * 7919) % 50) / 100
      return { confidence, isRight: confidence >= 0.8 || i % 3 !== 0 }
    })
    const [first] = tuneHousehold(candidates).toReversed()
    expect(first).toMatchObject({
      maxWrong: 0.02,
      tuning: { loosest: 0.8 },
      elsewhere: { wrong: 0 },
    })
  })

  it('refuses what a confidence without meaning can never show', () => {
    const candidates = Array.from({ length: 20_000 }, (_, i) => ({
      confidence: 0.5 + ((Math.floor(i / 10) * 7919) % 50) / 100,
      isRight: i % 10 > 1,
    }))
    const strictest = tuneHousehold(candidates).at(-1)
    expect(strictest).toMatchObject({
      maxWrong: 0.02,
      tuning: { kind: 'impossible' },
      elsewhere: null,
    })
  })
})
