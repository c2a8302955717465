import { expect, it } from 'vitest'
import { loadSeen } from './load-seen.ts'

it('tells the least, the middle and the most of what was seen, in whatever order', () => {
  expect(loadSeen([16.5, 2, 18, 17, 3])).toEqual({ least: 2, median: 16.5, most: 18 })
  expect(loadSeen([4])).toEqual({ least: 4, median: 4, most: 4 })
})
