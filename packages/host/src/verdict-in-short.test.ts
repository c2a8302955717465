import { expect, it } from 'vitest'
import { verdictInShort } from './verdict-in-short.js'

it('tells a verdict by its word and first sentence, and by no count', () => {
  const verdict = {
    stage: 'canary',
    verdict: 'NO_GO',
    decided_at: '2026-11-28T12:00:00.000Z',
    because: ['too many failed', 'and more'],
    metrics: [{ name: 'attempt_error' }],
  } as const
  expect(verdictInShort(verdict)).toEqual({
    stage: 'canary',
    verdict: 'NO_GO',
    decided_at: '2026-11-28T12:00:00.000Z',
    because: ['too many failed'],
  })
})
