import { describe, expect, it } from 'vitest'
import { unbent } from './unbent.js'

describe('text that somebody else wrote', () => {
  it('cannot turn round what follows it', () => {
    expect(unbent('ok\u202ekcatta rof desolc\u202c')).toBe('ok\\u{202E}kcatta rof desolc\\u{202C}')
  })

  it('keeps its letters, whatever their script', () => {
    for (const text of ['größe', 'проверить', '返品', 'قرر الاسترداد', '👩‍👩‍👧', '<b>x</b>']) {
      expect(unbent(text)).toBe(text)
    }
  })
})
