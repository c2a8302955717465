import { seededRandom } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { DrillTally } from './kill-faults/drill-report.ts'
import { openLane } from './kill-faults/lanes.ts'

it('a drill over SQLite finds no answer that is untrue, whatever befalls the files', async () => {
  const lane = await openLane('sqlite')
  if (lane === null) throw new Error('SQLite is always there')
  const tally = new DrillTally()
  try {
    for (const seed of [3, 5])
      await lane.killOnce(`kill ${seed}`, seededRandom(seed, 'sqlite', 1), tally)
  } finally {
    await lane.close()
  }
  expect(tally.report(1)).toMatchObject({ kills: 2, violations: [], late: 0 })
})
