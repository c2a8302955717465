import { describe, expect, it } from 'vitest'
import { messageOf } from './message-of.js'

describe('what an error says', () => {
  it('is its message, or the text of whatever was thrown', () => {
    expect(messageOf(new TypeError('no number'))).toBe('no number')
    expect(messageOf('said')).toBe('said')
    expect(messageOf(Symbol('s'))).toBe('Symbol(s)')
    expect(messageOf(undefined)).toBe('undefined')
  })

  it.each([
    ['without any member', Object.create(null)],
    [
      'whose text throws',
      {
        toString: () => {
          throw new Error('no')
        },
      },
    ],
    [
      'whose message throws',
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new Error('no')
        },
      }),
    ],
  ])('is told of something %s too', (_, thrown) => {
    expect(messageOf(thrown)).toBe('something was thrown that says nothing')
  })
})
