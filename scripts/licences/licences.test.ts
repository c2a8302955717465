import { describe, expect, it } from 'vitest'
import { root } from '../pack/published.ts'
import { isAllowed, licences } from './licences.ts'

describe('licences of what is installed with the product', () => {
  it('are all on the list', () => {
    const all = licences(root)
    expect(all.length).toBeGreaterThan(50)
    expect(all.filter(({ licence }) => !isAllowed(licence))).toEqual([])
  })

  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['MIT AND GPL-3.0', false],
    ['GPL-3.0', false],
    ['unknown', false],
  ])('%s: %s', (licence, fine) => {
    expect(isAllowed(licence)).toBe(fine)
  })
})
