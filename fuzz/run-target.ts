import { seededRandom } from '@partial-trust/testing'
import type { Target } from './targets.ts'

export type FuzzReport = {
  readonly inputs: number
  readonly outcomes: ReadonlyMap<string, number>
  readonly slowestMs: number
  /** The first input that broke a rule; null where none did. */
  readonly broken: { readonly input: string; readonly problem: string } | null
}

/** Gives a target so many inputs made from a seed; stops at the first that breaks a rule, cut down. */
export function runTarget(target: Target, name: string, inputs: number, seed: number): FuzzReport {
  const outcomes = new Map<string, number>()
  let slowestMs = 0
  for (let made = 0; made < inputs; made += 1) {
    const input = target.make(seededRandom(seed, name, made))
    const beganMs = performance.now()
    const problem = problemOf(target, input, (outcome) => {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    })
    slowestMs = Math.max(slowestMs, performance.now() - beganMs)
    if (problem === null) continue
    const smallest = cutDown(target, input)
    const broken = {
      input: new TextDecoder('latin1').decode(smallest),
      problem: problemOf(target, smallest) ?? problem,
    }
    return { inputs: made + 1, outcomes, slowestMs, broken }
  }
  return { inputs, outcomes, slowestMs, broken: null }
}

/** Why an input breaks a rule; null where it breaks none. */
export function problemOf(
  target: Target,
  input: Uint8Array,
  came: (outcome: string) => void = () => {},
): string | null {
  try {
    came(target.check(input))
    return null
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

function cutDown(target: Target, input: Uint8Array): Uint8Array {
  const first = problemOf(target, input)?.split(':')[0]
  let left = input
  for (
    let part = Math.ceil(left.length / 2);
    part >= 1;
    part = part === 1 ? 0 : Math.ceil(part / 2)
  ) {
    for (let from = 0; from < left.length;) {
      const fewer = Uint8Array.from([...left.subarray(0, from), ...left.subarray(from + part)])
      if (problemOf(target, fewer)?.split(':')[0] === first) left = fewer
      else from += part
    }
  }
  return left
}
