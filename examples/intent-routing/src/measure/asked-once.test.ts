import { expect, it } from 'vitest'
import { askedOnce } from './asked-once.js'

it('asks about each text once, and answers as the classifier does', () => {
  const asked: string[] = []
  const classifier = askedOnce({
    digest: 'd',
    classify: (text) => {
      asked.push(text)
      return { intent: 'other', confidence: text.length / 10 }
    },
    save: async () => new Uint8Array(),
  })
  const confidences = ['a', 'abc', 'a'].map((text) => classifier.classify(text).confidence)
  expect(confidences).toEqual([0.1, 0.3, 0.1])
  expect(asked).toEqual(['a', 'abc'])
  expect(classifier.digest).toBe('d')
})
