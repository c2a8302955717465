import { describe, expect, it } from 'vitest'
import { findEntries } from './find-entries.js'
import type { Entry } from './find-entries.js'

const entries: readonly Entry[] = [
  ...Array.from({ length: 200 }, (_, index): Entry => {
    const text = `corridor_${index}`
    return { id: text, group: 'Corridors', text }
  }),
  { id: '/records', group: 'Pages', text: 'Records' },
  { id: 'kill', group: 'Changes', text: 'Kill…' },
  ...Array.from({ length: 200 }, (_, index): Entry => {
    const text = `Kill corridor_${index}`
    return { id: text, group: 'Changes', text }
  }),
  { id: 'help', group: 'Help', text: 'Keyboard shortcuts' },
]

const shown = (search: string): readonly string[] =>
  findEntries(entries, search).flatMap((found) => found.shown.map(({ id }) => id))

describe('what the palette finds', () => {
  it('is a screenful, of two hundred corridors too, and says how much more there is', () => {
    const found = findEntries(entries, '')
    expect(found.map(({ group, shown: { length }, more }) => [group, length, more])).toEqual([
      ['Corridors', 12, 188],
      ['Pages', 1, 0],
      ['Changes', 1, 200],
      ['Help', 1, 0],
    ])
    expect(found.find(({ group }) => group === 'Changes')?.shown[0]?.id).toBe('kill')
  })

  it('holds every word that was typed, in any order, whatever its case', () => {
    expect(shown('KILL _77')).toEqual(['Kill corridor_77'])
    expect(shown('_77 kill')).toEqual(['Kill corridor_77'])
    expect(shown('nothing of the kind')).toEqual([])
  })

  it('shows first what begins as was typed', () => {
    expect(shown('corridor_19')[0]).toBe('corridor_19')
    expect(shown('r').slice(0, 1)).toEqual(['corridor_0'])
    expect(shown('records')).toEqual(['/records'])
  })
})
