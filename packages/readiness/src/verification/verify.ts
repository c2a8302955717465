import { allowListedIntent } from './allow-listed-intent.js'
import { contentFreeRecords } from './content-free-records.js'
import type { Criterion } from './criterion.js'
import { deterministicFallback } from './deterministic-fallback.js'
import { offByDefault } from './off-by-default.js'

export type VerifyOptions = {
  /** Names the run's canaries. */
  readonly seed: number
  /** Decisions under each fault of the table. */
  readonly decisionsPerFault: number
  readonly canaries: number
  readonly onProgress: (line: string) => void
}

/** Runs the four acceptance criteria against the real engine and a real HTTP simulator. */
export async function verify(options: VerifyOptions): Promise<readonly Criterion[]> {
  const { seed, decisionsPerFault, canaries, onProgress } = options
  const done: Criterion[] = []
  const runs = [
    () => offByDefault(),
    () => allowListedIntent(),
    () => deterministicFallback(decisionsPerFault, (name) => onProgress(`  fault ${name}`)),
    () => contentFreeRecords(canaries, seed),
  ]
  for (const run of runs) {
    const result = await run()
    onProgress(
      `${result.id} ${result.title}: ${result.passed ? 'PASS' : 'FAIL'} (${result.cases} cases, ${result.decisions} decisions)`,
    )
    done.push(result)
  }
  return done
}
