import { describe, expect, it } from 'vitest'
import { isInPart, parsePartName, partKeys, partOf, partWord } from './part.js'

describe('the part of its corridor that a decision belongs to', () => {
  it('is what the baseline says of the corridor’s closed lists, and nothing else', () => {
    const summary = { intent: 'refund', decision_type: 'approve', action_count: 1, vip: true }
    expect(partOf({ ...summary, language: 'de', plan: 'pro' })).toBe('language=de,plan=pro')
    expect(partOf(summary)).toBeNull()
    expect(partOf({ ...summary, language: null })).toBeNull()
  })

  it('takes no text from a log that somebody else wrote', () => {
    expect(partOf({ Language: 'de', language: 'de,plan=pro', plan: 'a b', note: '' })).toBeNull()
  })

  it('is read by one list at a time', () => {
    const part = 'channel=mail,language=de'
    expect(partKeys(part)).toEqual(['channel', 'language'])
    expect(partWord(part, 'language')).toBe('de')
    expect(partWord(part, 'plan')).toBeNull()
    expect(partKeys(null)).toEqual([])
    expect(isInPart(part, 'language=de')).toBe(true)
    expect(isInPart(part, 'language=d')).toBe(false)
    expect(isInPart(null, 'language=de')).toBe(false)
  })

  it('is named KEY=WORD', () => {
    expect(parsePartName('language=de')).toEqual({ key: 'language', word: 'de' })
    for (const text of ['language', 'language=', '=de', 'a=b=c', 'a=b,c=d', '']) {
      expect(parsePartName(text)).toBeNull()
    }
  })
})
