import fc from 'fast-check'

/** How many inputs a reader is given; `npm run fuzz:explore -- --runs N` asks for more. */
export const runs = Number(process.env['FUZZ_RUNS'] ?? 2_000)
const seed = Number(process.env['FUZZ_SEED'] ?? 1)

/** What came of the inputs of one reader. */
export type Tally = { count(outcome: string): void }

/** Gives a reader so many inputs, the share of all runs that is its own, and prints what came of them. */
export async function fuzz<T>(
  name: string,
  share: number,
  input: fc.Arbitrary<T>,
  property: (value: T, tally: Tally) => void | Promise<void>,
): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>()
  let slowestMs = 0
  let inputs = 0
  const tally: Tally = {
    count: (outcome) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
  }
  await fc.assert(
    fc.asyncProperty(input, async (value) => {
      const startMs = performance.now()
      await property(value, tally)
      slowestMs = Math.max(slowestMs, performance.now() - startMs)
      inputs += 1
    }),
    { numRuns: Math.max(10, Math.round(runs * share)), seed },
  )
  const told = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', ')
  process.stderr.write(
    `fuzz ${name}: ${inputs} inputs (seed ${seed}), ${told}; slowest ${slowestMs.toFixed(0)} ms\n`,
  )
  return outcomes
}
