import process from 'node:process'
import { seededRandom } from '@partial-trust/testing'
import type { Reading, Target } from './target.ts'

export type FuzzReport = {
  readonly inputs: number
  readonly outcomes: ReadonlyMap<string, number>
  readonly slowestMs: number
  /** The first input that broke a rule; null where none did. */
  readonly broken: { readonly input: string; readonly problem: string } | null
}

/** What a reader may take for one input. */
const mostMs = 5000

/** Gives a target so many inputs made from a seed; stops at the first that breaks a rule, cut down. */
export async function runTarget(
  target: Target,
  name: string,
  most: number,
  seed: number,
): Promise<FuzzReport> {
  const reading = await target.open()
  const outcomes = new Map<string, number>()
  let slowestMs = 0
  let inputs = 0
  // Most inputs are refused, and where they were is what takes longest about an error.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    for (let made = 0; inputs < most; made += 1) {
      const input = reading.make(seededRandom(seed, name, made))
      inputs += reading.weigh?.(input) ?? 1
      const beganMs = performance.now()
      const problem = await problemOf(reading, input, (outcome) => {
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      })
      const tookMs = performance.now() - beganMs
      slowestMs = Math.max(slowestMs, tookMs)
      const late = problem === null && tookMs > mostMs ? await tooLong(reading, input) : null
      if (problem === null && late === null) continue
      const smallest = late === null ? await cutDown(reading, input) : input
      const broken = {
        input: new TextDecoder('latin1').decode(smallest),
        problem: (await problemOf(reading, smallest)) ?? problem ?? late ?? '',
      }
      return { inputs, outcomes, slowestMs, broken }
    }
    return { inputs, outcomes, slowestMs, broken: null }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    await reading.close?.()
  }
}

/** Why an input breaks a rule; null where it breaks none. */
export async function problemOf(
  reading: Reading,
  input: Uint8Array,
  came: (outcome: string) => void = () => {},
): Promise<string | null> {
  try {
    came(await reading.check(input))
    return null
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

/** A machine that is busy, or stands still, is no fault of a reader: what it takes of the processor is. */
async function tooLong(reading: Reading, input: Uint8Array): Promise<string | null> {
  const began = process.cpuUsage()
  await problemOf(reading, input)
  const { user, system } = process.cpuUsage(began)
  const tookMs = (user + system) / 1000
  return tookMs > mostMs ? `it took ${Math.round(tookMs)} ms` : null
}

async function cutDown(reading: Reading, input: Uint8Array): Promise<Uint8Array> {
  const kind = async (bytes: Uint8Array): Promise<string | undefined> =>
    (await problemOf(reading, bytes))?.split(':')[0]
  const first = await kind(input)
  let left = input
  for (
    let part = Math.ceil(left.length / 2);
    part >= 1;
    part = part === 1 ? 0 : Math.ceil(part / 2)
  ) {
    for (let from = 0; from < left.length;) {
      const fewer = Uint8Array.from([...left.subarray(0, from), ...left.subarray(from + part)])
      if ((await kind(fewer)) === first) left = fewer
      else from += part
    }
  }
  return left
}
