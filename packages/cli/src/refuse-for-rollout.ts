import { UserError } from '@partial-trust/settings'

/**
 * What speaks of records says nothing of the rollout in force, and would be passed over.
 *
 * @param records The options that it goes with, as people write them.
 * @throws {UserError} naming the first that was given.
 */
export function refuseForRollout(
  given: { readonly plan?: string; readonly incidents?: number },
  records: string,
): void {
  for (const name of ['plan', 'incidents'] as const) {
    if (given[name] === undefined) continue
    throw new UserError(
      `--${name} goes with ${records}: the rollout in force is judged under the plan it was started with, incidents included`,
      2,
    )
  }
}
