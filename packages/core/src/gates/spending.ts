import type { Plan } from './plan.js'

/**
 * What the `place`-th of any number of tries may spend of an error: α / (j (j + 1)), which adds up to α however
 * many there will be. Tries are parts of a corridor in order of appearance, and epochs in order of trial.
 *
 * @param place From 1.
 */
export function spentAt(alpha: number, place: number): number {
  return alpha / (place * (place + 1))
}

/**
 * The error of a stage's GO gates under the `place`-th epoch tried there: ten bad prompts in a row must not pass
 * more easily than one. Without a place, of the first.
 */
export function goAlpha({ alpha }: Pick<Plan, 'alpha'>, place = 1): number {
  return spentAt(alpha.go, place)
}

/**
 * What each of a fixed list of tests may spend, one after the other: its share of delta, and all that the one
 * before it had if that one was certified (fallback spending). P(ever a wrong one is certified) <= delta.
 *
 * @param certifies Whether the test at `index` passes when it may spend so much.
 */
export function fallbackSpending(
  tests: number,
  delta: number,
  certifies: (index: number, spend: number) => boolean,
): readonly { readonly spend: number; readonly certified: boolean }[] {
  let carried = 0
  return Array.from({ length: tests }, (_, index) => {
    const spend = delta / tests + carried
    const certified = certifies(index, spend)
    carried = certified ? spend : 0
    return { spend, certified }
  })
}
