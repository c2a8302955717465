import { outcomeErrors } from './outcome-errors.ts'
import { keepsTo, notCompared, simulated, type Effort, type Row } from './row.ts'
import { thresholdErrors } from './threshold-errors.ts'

/** GATES 7 and 8: thresholds and outcomes. */
export function* statisticRows({ dependentRuns: runs, seed }: Effort): Generator<Row> {
  const few = Math.ceil(runs / 4)
  for (const [per, perUser, correlation, held] of [
    ['decision', 1, 0, true],
    ['decision', 8, 0.3, false],
    ['user', 8, 0.3, true],
  ] as const) {
    const users =
      perUser === 1
        ? 'one decision a user'
        : `${perUser} decisions a user, correlation ${correlation}`
    for (const [direction, ratio, alpha] of [
      ['more', 1, 0.01],
      ['less', 1.25, 0.05],
    ] as const) {
      const question = { direction, ratio, per, perUser, correlation, alpha }
      const { share, error } = outcomeErrors(question, few, seed)
      yield {
        property: `outcomes wrongly called ${direction === 'more' ? 'worse' : 'good enough'} (ratio ${ratio}), ${users}, counted per ${per}`,
        target: held ? `<= ${alpha}` : '-',
        ours: simulated(share, error),
        meets: !held || keepsTo(share, alpha, few),
        ...notCompared,
      }
    }
  }
  const { share, error } = thresholdErrors(
    { maxWrong: 0.03, delta: 0.05, windows: 250, size: 10 },
    2 * runs,
    seed,
  )
  yield {
    property: `tune certifies any threshold although each lets exactly 3 % wrong ones through, ${2 * runs} replays, delta .05`,
    target: '<= 0.05',
    ours: simulated(share, error),
    meets: keepsTo(share, 0.05, 2 * runs),
    ...notCompared,
  }
}
