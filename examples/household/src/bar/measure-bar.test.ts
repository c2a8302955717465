import { describe, expect, it } from 'vitest'
import { hasUsableTitle, measureBar, required } from './measure-bar.js'
import { heldOutFile, isSecondHalf, readUtterances } from './read-utterances.js'

const lines = readUtterances()

describe('the baseline on real utterances', () => {
  it.each([
    ['all of them', lines],
    ['the second half by id', lines.filter(isSecondHalf)],
  ])('reaches the bar on %s', (_, some) => {
    const { wrongAdds, exactItems, exactTasks } = measureBar(some)
    expect(wrongAdds.of).toBeGreaterThan(15_000)
    expect(wrongAdds.hits / wrongAdds.of).toBeLessThanOrEqual(required.wrongAdds)
    expect(exactItems.hits / exactItems.of).toBeGreaterThanOrEqual(required.exactItems)
    expect(exactTasks.hits / exactTasks.of).toBeGreaterThanOrEqual(required.exactTasks)
  })
})

describe('the held-out sentences', () => {
  const heldOut = readUtterances(heldOutFile)

  it('are none of the public lines, and each is there once', () => {
    const known = new Set(lines.map(({ text }) => text.toLowerCase()))
    expect(heldOut.filter(({ text }) => known.has(text.toLowerCase()))).toEqual([])
    expect(new Set(heldOut.map(({ id }) => id)).size).toBe(heldOut.length)
  })

  it('hold every intent in both languages, and the items of each add', () => {
    const kinds = new Set(heldOut.map(({ locale, intent }) => `${locale} ${intent}`))
    expect(kinds.size).toBe(6)
    const adds = heldOut.filter(({ intent }) => intent === 'add_shopping_item')
    for (const { text, slots } of adds) {
      expect(slots?.items).not.toHaveLength(0)
      for (const item of slots?.items ?? []) expect(text.toLowerCase()).toContain(item)
    }
  })
})

describe('measuring', () => {
  const line = { id: 'x', locale: 'en-US', source: 'made up', intent: 'add_shopping_item' } as const

  it('counts an add only if every name is the labelled one', () => {
    const text = 'add milk and eggs to my shopping list'
    const exact = (items: readonly string[]) =>
      measureBar([{ ...line, text, slots: { items } }]).exactItems.hits
    expect(exact(['milk', 'eggs'])).toBe(1)
    expect(exact(['milk'])).toBe(0)
    expect(exact(['milk and eggs'])).toBe(0)
    expect(exact(['eggs', 'milk'])).toBe(0)
  })

  it('leaves ambiguous lines out', () => {
    const { exactItems } = measureBar([{ ...line, text: 'eggs', ambiguous: true }])
    expect(exactItems.of).toBe(0)
  })

  it.each([
    ['pay rent', true],
    ['remind me to pay rent', false],
    ['pay the rent', false], // "the" is not in the text
    ['', false],
  ])('judges the title %j', (title, usable) => {
    expect(hasUsableTitle([title], 'remind me to pay rent')).toBe(usable)
  })
})
