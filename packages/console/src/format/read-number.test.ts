import { describe, expect, it } from 'vitest'
import { readNumber, readNumbers } from './read-number.js'

describe('a number as people type it', () => {
  it.each([
    ['0.05', 0.05],
    ['0,05', 0.05],
    ['0.', 0],
    ['.5', 0.5],
    [',5', 0.5],
    [' 12 ', 12],
    ['1 000.5', 1000.5],
    ['1\u202f000,5', 1000.5],
  ])('is read from %j', (typed, value) => {
    expect(readNumber(typed)).toEqual({ kind: 'number', value })
  })

  it.each([
    '1,000',
    '1,000.50',
    '1.000,50',
    '-1',
    '−1',
    '5e-2',
    '0x10',
    '1.2.3',
    '5 %',
    'NaN',
    '٥',
  ])('is not guessed from %j', (typed) => {
    expect(readNumber(typed)).toEqual({ kind: 'unreadable' })
  })

  it('may stand beside its unit', () => {
    expect(readNumber('2 %', '%')).toEqual({ kind: 'number', value: 2 })
    expect(readNumber('2,5%', '%')).toEqual({ kind: 'number', value: 2.5 })
    expect(readNumber('%', '%')).toEqual({ kind: 'nothing' })
    expect(readNumber('2 %%', '%')).toEqual({ kind: 'unreadable' })
  })
})

describe('several numbers as people type them', () => {
  it.each([
    ['', []],
    ['0.5,0.6', [0.5, 0.6]],
    ['0.5, 0.6', [0.5, 0.6]],
    ['0,75', [0.75]],
    ['0,5; 0,6', [0.5, 0.6]],
    ['0,1 0,2', [0.1, 0.2]],
    ['100,150', [100, 150]],
    ['.5;1', [0.5, 1]],
  ])('are read from %j', (typed, numbers) => {
    expect(readNumbers(typed)).toEqual(numbers)
  })

  it.each(['0,5,0,6', '0.5,,0.6', 'half', '1e-1', '-0.5'])('are not guessed from %j', (typed) => {
    expect(readNumbers(typed)).toBeNull()
  })
})
