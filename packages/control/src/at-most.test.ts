import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { atMost } from './at-most.js'

it('runs so many at a time, in order, and goes on after one that failed', async () => {
  const turn = atMost(2)
  const started: number[] = []
  const ends: (() => void)[] = []
  const work = [0, 1, 2, 3].map((number) =>
    turn(async () => {
      started.push(number)
      await new Promise<void>((settle) => (ends[number] = settle))
      if (number === 0) throw new Error('no')
      return number
    }).catch(() => 'failed'),
  )
  await nextTurn()
  expect(started).toEqual([0, 1])
  ends[0]?.()
  await nextTurn()
  expect(started).toEqual([0, 1, 2])
  ends[1]?.()
  await nextTurn()
  ends[2]?.()
  ends[3]?.()
  expect(await Promise.all(work)).toEqual(['failed', 1, 2, 3])
})
