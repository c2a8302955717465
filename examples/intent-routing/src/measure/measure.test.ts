import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { trainClassifier, trainingText } from '../classifier/classifier.js'
import { readLines } from '../classifier/labelled-lines.js'
import { leastProbability } from '../intent-routing-corridor.js'
import { generatedPart, withGeneratedPart } from './generated-part.js'
import { measureAll } from './measure-all.js'
import { type Count, measureRouting } from './measure-routing.js'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

function wrong({ right, of }: Count): number {
  return of - right
}

describe('the README', () => {
  it('says what a classifier trained now is measured to do', async () => {
    const { training, heldOut } = readLines()
    const classifier = await trainClassifier(trainingText(training))
    expect(generatedPart(readme)).toBe(await measureAll(classifier, training, heldOut))
    const measured = measureRouting(heldOut, classifier.classify, leastProbability)
    // The corridor earns its place: fewer wrong routes than the baseline, and not by a hair.
    expect(wrong(measured.corridor)).toBeLessThan(wrong(measured.keywords) / 2)
  })

  it('names the mark that it misses', () => {
    expect(() => withGeneratedPart('# no marks', 'x')).toThrow('<!-- generated: measure -->')
  })
})

describe('measuring', () => {
  const lines = [
    { id: '1', text: 'buy milk', intent: 'add_shopping_item' },
    { id: '2', text: 'where can i buy milk', intent: 'other' },
    { id: '3', text: 'remind me to smile', intent: 'create_task' },
  ] as const

  it('lets the classifier decide only where it is sure enough', () => {
    const measured = measureRouting(
      lines,
      (text) => ({ intent: 'other', confidence: text.startsWith('where') ? 0.95 : 0.7 }),
      0.8,
    )
    expect(measured).toMatchObject({
      keywords: { right: 2, of: 3 },
      classifier: { right: 1, of: 3 },
      corridor: { right: 3, of: 3 },
      accepted: 1,
      disagreements: { all: 3, classifierRight: 1, keywordsRight: 2 },
    })
    expect(measured.buckets.find(({ from }) => from === 0.6)).toMatchObject({ of: 2, right: 0 })
  })

  it('keeps training and held-out lines apart', () => {
    const { training, heldOut } = readLines()
    const trained = new Set(training.map(({ id }) => id))
    expect(heldOut.some(({ id }) => trained.has(id))).toBe(false)
    expect(heldOut.length / (heldOut.length + training.length)).toBeCloseTo(0.4, 1)
  })
})
