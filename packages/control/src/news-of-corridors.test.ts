import { describe, expect, it } from 'vitest'
import { canaryIntent } from './canary.js'
import type { ProcessCorridor } from './evidence-store.js'
import { NewsOfCorridors } from './news-of-corridors.js'

const corridor: ProcessCorridor = {
  intent: 'decide_refund',
  epoch: 'e',
  rate: 0.01,
  set_by: 'stage canary',
  mode: 'live',
  version: 1,
  entry: 'a',
}
const canary: ProcessCorridor = {
  ...corridor,
  intent: canaryIntent,
  epoch: '',
  rate: 1,
  set_by: 'trial',
  entry: null,
}

describe('news of the corridors that a process serves', () => {
  it('are how one of them stands, and the beginning of a trial; no end of one, and nothing of others', () => {
    let now: readonly ProcessCorridor[] = [corridor, canary]
    const news = new NewsOfCorridors(() => now)
    const after = (one: ProcessCorridor, other = canary) => {
      now = [one, other]
      return news.look()
    }
    expect(news.look()).toBe(true)
    expect(news.look()).toBe(false) // a corridor that it does not serve was changed
    const killed = { ...canary, rate: 0, set_by: 'killed', version: 2, entry: 'b' }
    expect(after(corridor, killed)).toBe(true)
    expect(after(corridor, { ...canary, version: 3, entry: 'c' })).toBe(false)
    expect(after({ ...corridor, rate: 0, set_by: 'killed', version: 2, entry: 'd' })).toBe(true)
    expect(after({ ...corridor, version: 3, entry: 'e' })).toBe(true)
  })
})
