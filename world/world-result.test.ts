import { expect, test } from 'vitest'
import { joined } from './world-result.ts'
import type { WorldResult } from './world-result.ts'

const first: WorldResult = {
  from: 1,
  seeds: 10,
  events: 100,
  seconds: 2,
  broken: ['seed 3: x'],
  faults: ['crash'],
  states: ['kill confirmed'],
  putBack: [{ name: 'waking-unasked', was: 'it woke', seeds: 4 }],
  commits: ['aaa'],
  date: '2026-11-27',
}
const next = {
  ...first,
  from: 11,
  broken: [],
  faults: ['crash', 'pause'],
  putBack: [],
  commits: ['bbb'],
}

test('a run that goes on with the next seeds loses no violation, fault, commit or fault put back', () => {
  expect(joined(first, next)).toMatchObject({
    from: 1,
    seeds: 20,
    events: 200,
    broken: ['seed 3: x'],
    faults: ['crash', 'pause'],
    putBack: first.putBack,
    commits: ['aaa', 'bbb'],
  })
})

test.each([10, 12])(
  'seeds that begin at %i are not taken for those that follow seed 10',
  (from) => {
    expect(() => joined(first, { ...next, from })).toThrow(/do not follow/u)
  },
)
