import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTimestamp } from './timestamp.js'

describe('parseTimestamp', () => {
  it.each([
    ['2026-03-05T23:02:42.063Z', '2026-03-05T23:02:42.063Z'],
    ['2026-03-05T23:02:42.063561+00:00', '2026-03-05T23:02:42.063Z'],
    ['2026-03-05T23:02:42+02:00', '2026-03-05T21:02:42.000Z'],
    ['2026-03-05 23:02:42', '2026-03-05T23:02:42.000Z'],
    ['2024-02-29T00:00:00.5Z', '2024-02-29T00:00:00.500Z'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(Date.parse(expected))
  })

  it.each([
    '',
    'yesterday',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01',
    '2026-01-01T24:00:00Z',
    5,
    null,
    '2026-01-01T00:00:00+99:00',
  ])('refuses %j', (value) => {
    expect(parseTimestamp(value)).toBeNull()
  })

  it('reads a time again as it did before, whatever came in between', () => {
    const [one, other] = ['2026-03-05T23:02:42.063Z', '2026-03-05T23:02:42.064Z']
    const read = [one, one, 'yesterday', 'yesterday', one, other].map(parseTimestamp)
    const ms = Date.parse(one)
    expect(read).toEqual([ms, ms, null, null, ms, ms + 1])
  })

  it('reads what the record writes', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date(0),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseTimestamp(date.toISOString())).toBe(date.getTime())
        },
      ),
    )
  })
})
