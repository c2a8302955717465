import { outcomeErrors } from './outcome-errors.ts'
import { simulatedRow, type Effort, type Row } from './row.ts'
import { thresholdErrors } from './threshold-errors.ts'

/** GATES 8: what became of decisions, by decision and by user. */
export const outcomeGroups: readonly ((effort: Effort) => Generator<Row>)[] = (
  [
    ['decision', 1, 0, true],
    ['decision', 8, 0.3, false],
    ['user', 8, 0.3, true],
  ] as const
).map(
  ([per, perUser, correlation, held]) =>
    function* ({ outcomeRuns: runs, seed }) {
      const users =
        perUser === 1
          ? 'one decision a user'
          : `${perUser} decisions a user, correlation ${correlation}`
      for (const [direction, ratio, alpha] of [
        ['more', 1, 0.01],
        ['less', 1.25, 0.05],
      ] as const) {
        const question = { direction, ratio, per, perUser, correlation, alpha }
        const { ours, others } = outcomeErrors(question, runs, seed)
        yield simulatedRow(
          `outcomes wrongly called ${direction === 'more' ? 'worse' : 'good enough'} (ratio ${ratio}), ${users}, counted per ${per}`,
          held ? alpha : null,
          ours,
          others,
        )
      }
    },
)

/** GATES 7: thresholds where every one lets exactly the target through, and where each is good enough. */
export function* thresholdRows({ replays, seed }: Effort): Generator<Row> {
  const [maxWrong, delta] = [0.03, 0.05]
  const question = { maxWrong, delta, windows: 1000, size: 5 }
  const at = (risk: number) => thresholdErrors({ ...question, risk }, replays, seed)
  const { ours, others } = at(maxWrong)
  yield simulatedRow(
    `tune certifies any of 8 thresholds although each lets exactly ${maxWrong} wrong ones through, delta ${delta}`,
    delta,
    ours,
    others,
  )
  const good = at(maxWrong / 2)
  yield simulatedRow(
    `for comparison: tune certifies one within 5000 candidates where ${maxWrong / 2} are wrong`,
    null,
    good.ours,
    good.others,
  )
}
