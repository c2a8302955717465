import { seededRandom } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { DrillTally } from './kill-faults/drill-report.ts'
import { openLane } from './kill-faults/lanes.ts'

it('a drill over SQLite finds no answer that is untrue, whatever befalls the files', async () => {
  const lane = await openLane('sqlite')
  if (lane === null) throw new Error('SQLite is always there')
  const tally = new DrillTally(1)
  try {
    for (const seed of [3, 5])
      await lane.killOnce(`kill ${seed}`, seededRandom(seed, 'sqlite', 1), tally)
  } finally {
    await lane.close()
  }
  expect(tally.report()).toMatchObject({ kills: 2, violations: [], late: 0 })
})

it('a drill goes on where one of another seed ended', () => {
  const [first, second] = [new DrillTally(1), new DrillTally(2)]
  first.add('sqlite', 'nothing', { outcome: 'killed', lagMs: 5, violations: [] })
  second.add('sqlite', 'nothing', { outcome: 'killed', lagMs: 3, violations: ['late'] })
  second.add('plane', 'nothing', { outcome: 'unanswered', lagMs: 0, violations: [] })
  second.late = 1
  second.addRun(first.report())
  expect(second.report()).toMatchObject({
    seeds: [1, 2],
    kills: 3,
    answeredKilled: 2,
    unanswered: 1,
    longestLagMs: 5,
    late: 1,
    violations: ['sqlite, nothing: late'],
    rows: [{ store: 'plane' }, { store: 'sqlite', kills: 2, outcomes: { killed: 2 } }],
  })
})
