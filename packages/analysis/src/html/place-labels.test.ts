import { describe, expect, it } from 'vitest'
import { placeLabels } from './place-labels.js'

const box = { left: 50, right: 350 }

describe('labels beside dots', () => {
  it('put the names of dots in one place together', () => {
    const dots = [
      { x: 100, y: 50, word: '1' },
      { x: 102, y: 51, word: '8' },
      { x: 200, y: 50, word: '2' },
    ]
    expect(placeLabels(dots, box).map(({ words }) => words)).toEqual(['1, 8', '2'])
  })

  it('stand left of a dot where the right is taken or the picture ends', () => {
    const dots = [
      { x: 100, y: 50, word: '1' },
      { x: 112, y: 50, word: '2' },
      { x: 345, y: 50, word: '3' },
    ]
    expect(placeLabels(dots, box).map(({ anchor }) => anchor)).toEqual(['end', 'start', 'end'])
  })
})
