import { expect, test } from 'vitest'
import { whatWasMissed } from './what-was-missed.ts'

const rows = [
  { name: 'http', ratio: 0.9 },
  { name: 'ours', ratio: 1.5 },
]
const wanted = {
  name: 'ours',
  without: 'HTTP’s own steps',
  theirs: (ratioOf: (name: string) => number) => ratioOf('http'),
}

test('a target that was missed is told with what it would allow and what takes it', () => {
  expect(whatWasMissed(rows, 100, [{ ...wanted, rate: 0.8 }])).toEqual([
    '0.8x for ours would be 125.0 us an answer: HTTP’s own steps take 90.0 of them, which leaves 35.0 for steps of ours that take 60.0.',
  ])
})

test('a target that holds needs no reason', () => {
  expect(whatWasMissed(rows, 100, [{ ...wanted, rate: 0.66 }])).toEqual([])
})
