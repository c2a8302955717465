import { expect, it } from 'vitest'
import { pageDifference } from './page-difference.js'

it('says nothing of a page that follows', () => {
  expect(pageDifference('a\nb', 'a\nb')).toEqual([])
})

it.each([
  ['a\nb\nc', 'a\nd\nc', 'line 2 says "b", but "d" follows'],
  ['a', 'a\nb', 'line 2 says nothing, but "b" follows'],
  ['a\nb', 'a', 'line 2 says "b", but nothing follows'],
  ['a\nb\n', 'a\nb', 'line 3 says "", but nothing follows'],
])('says of %j, where %j follows, at which line it differs', (stated, derived, said) => {
  expect(pageDifference(stated, derived)).toEqual([
    { where: 'page', what: `is not the page that follows from the counts: its ${said}` },
  ])
})

const longLine = (letter: string): string => `${'a'.repeat(500)}${letter}${'c'.repeat(500)}`
const shownOf = (letter: string): string => `"${'a'.repeat(20)}${letter}${'c'.repeat(39)}"`

it('shows of a long line what stands around the place, and no more', () => {
  const [difference] = pageDifference(longLine('b'), longLine('d'))
  expect(difference?.what).toContain(`its line 1 says ${shownOf('b')}, but ${shownOf('d')} follows`)
})
