import type { Row } from '../harness/compare.ts'

type Cost = Pick<Row, 'name' | 'ratio'>

/** A row of the ladder that should cost the reference's time divided by `rate`, and the steps it stands on. */
export type Wanted = {
  readonly name: string
  readonly rate: number
  /** What is not ours to spare, in the reader's words: its rows, whose costs add up to `theirs`. */
  readonly without: string
  readonly theirs: (ratioOf: (name: string) => number) => number
}

/**
 * Why a target was not reached: what it would allow, what of that goes to what is not ours to spare,
 * and what our own steps would have to do with instead of what they take. None for a target that holds.
 */
export function whatWasMissed(
  rows: readonly Cost[],
  referenceUs: number,
  wanted: readonly Wanted[],
): readonly string[] {
  const us = (ratio: number) => (ratio * referenceUs).toFixed(1)
  const ratioOf = (name: string) => rows.find((row) => row.name === name)?.ratio ?? Number.NaN
  return wanted
    .filter(({ name, rate }) => 1 / ratioOf(name) < rate)
    .map(({ name, rate, without, theirs }) => {
      const [allowed, taken] = [1 / rate, theirs(ratioOf)]
      const spare = allowed - taken
      return `${rate}x for ${name} would be ${us(allowed)} us an answer: ${without} take ${us(taken)} of them, which leaves ${us(spare)} for steps of ours that take ${us(ratioOf(name) - taken)}.`
    })
}
