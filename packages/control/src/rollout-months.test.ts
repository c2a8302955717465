import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { simulateMonth } from './rollout-months.contract.js'
import type { Month, Scenario } from './rollout-months.contract.js'

/** Months per scenario; without it a taste of one, `npm run bench:rollout-months` for hundreds. */
const asked = process.env['ROLLOUT_MONTHS']
const months = Number(asked ?? 1)

/** Only the first few scenarios of a list where nobody asked for a full run. */
function tasted<Of>(scenarios: readonly Of[], taste: number): readonly Of[] {
  return asked === undefined ? scenarios.slice(0, taste) : scenarios
}

function run(scenario: Scenario): readonly Month[] {
  return Array.from({ length: months }, (_, seed) => simulateMonth(seed, scenario))
}

const day = 24

// One month takes seconds, so a full run must be allowed its time.
describe(
  `a rollout over ${months} month(s) of virtual time`,
  { timeout: 300_000 + 20_000 * months },
  () => {
    it.each<Scenario>(
      tasted(
        [
          { name: 'healthy', failing: () => 0.005, badFromHour: null },
          {
            name: 'healthy with bursts of traffic at midnight',
            failing: () => 0.005,
            traffic: (hour) => (hour % day === 0 ? 8 : 0.7),
            badFromHour: null,
          },
          {
            name: 'healthy with a store that is away for half a day every five',
            failing: () => 0.005,
            storeAway: (hour) => hour % (5 * day) >= 4.5 * day,
            badFromHour: null,
          },
        ],
        1,
      ),
    )('takes a candidate that is $name to the last stage', (scenario) => {
      for (const month of run(scenario)) {
        expect(month).toMatchObject({ stage: 'target', closedAtHour: null })
      }
    })

    // GATES 2 gives the mean decisions to a rollback; one run may take several times as many, and the
    // hour until the controller looks adds what is decided in it.
    it.each<Scenario & { readonly most: number }>(
      tasted(
        [
          {
            name: 'failing half the time from the start',
            failing: () => 0.5,
            badFromHour: 0,
            most: 60,
          },
          { name: 'failing at 30 % from the start', failing: () => 0.3, badFromHour: 0, most: 250 },
          {
            name: 'turning bad (30 %) in the last stage',
            failing: (hour) => (hour < 20 * day ? 0.005 : 0.3),
            badFromHour: 20 * day,
            most: 400,
          },
          {
            name: 'dead at once in the last stage',
            failing: (hour) => (hour < 20 * day ? 0.005 : 1),
            badFromHour: 20 * day,
            most: 200,
          },
          {
            name: 'flapping: six hours good, six hours at 40 %',
            failing: (hour) => (hour % 12 < 6 ? 0.005 : 0.4),
            badFromHour: 0,
            most: 400,
          },
          {
            name: 'bad while the store keeps going away',
            failing: () => 0.3,
            storeAway: (hour) => hour % 12 >= 6,
            badFromHour: 0,
            most: 250,
          },
        ],
        3,
      ),
    )('closes a candidate that is $name', ({ most, ...scenario }) => {
      for (const month of run(scenario)) {
        expect(month.closedAtHour).not.toBeNull()
        expect(month.candidatesWhileBad).toBeLessThanOrEqual(most)
        if (scenario.badFromHour === 0) expect(month.stages).toEqual(['canary'])
      }
    })

    it.skipIf(asked === undefined)(
      'never lets a mediocre candidate (8 %) beyond the first stage',
      () => {
        const scenario = { name: 'mediocre', failing: () => 0.08, badFromHour: null }
        for (const month of run(scenario)) expect(month.stages).toEqual(['canary'])
      },
    )
  },
)
