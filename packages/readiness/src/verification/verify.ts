import type { RegisteredCorridor } from '@partial-trust/engine'
import { allowListedIntent } from './allow-listed-intent.js'
import { contentFreeRecords } from './content-free-records.js'
import type { Criterion } from './criterion.js'
import { deterministicFallback } from './deterministic-fallback.js'
import { offByDefault } from './off-by-default.js'
import { NotDriven } from './rig.js'
import { openSubject } from './subject.js'
import type { Subject } from './subject.js'

export type VerifyOptions = {
  /** Every corridor; each is tried. */
  readonly corridors: readonly RegisteredCorridor[]
  /** Names the run's canaries. */
  readonly seed: number
  /** Most decisions under each fault; no more than the corridor has commands. */
  readonly decisionsPerFault: number
  readonly canaries: number
  readonly onProgress: (line: string) => void
}

/** What came of one corridor. */
export type VerifiedCorridor = {
  readonly intent: string
  readonly version: string
  readonly passed: boolean
  /** Why it could not be driven; null where it was. */
  readonly problem: string | null
  /** Empty where it could not be driven. */
  readonly criteria: readonly Criterion[]
}

/**
 * Holds every registered corridor to the four acceptance criteria: its own commands, baseline, source
 * and rules, in the product as it is composed. What cannot be driven is not passed, and says why.
 */
export async function verify(options: VerifyOptions): Promise<readonly VerifiedCorridor[]> {
  const done: VerifiedCorridor[] = []
  for (const corridor of options.corridors) {
    const { intent, version } = corridor
    options.onProgress(`${intent}, version ${version}`)
    const found = await verifyOne(corridor, options)
    const passed =
      found.problem === null &&
      found.criteria.length > 0 &&
      found.criteria.every((one) => one.passed)
    options.onProgress(`${intent}: ${passed ? 'VERIFIED' : `NOT VERIFIED: ${firstProblem(found)}`}`)
    done.push({ intent, version, passed, ...found })
  }
  return done
}

type Found = Pick<VerifiedCorridor, 'problem' | 'criteria'>

/** The first thing that is wrong with a corridor, in one line; empty where nothing is. */
export function firstProblem({ problem, criteria }: Found): string {
  const failed = criteria.find((one) => !one.passed)
  if (problem !== null) return problem
  return failed === undefined ? '' : `${failed.id}: ${failed.failures[0] ?? 'nothing was tried'}`
}

async function verifyOne(corridor: RegisteredCorridor, options: VerifyOptions): Promise<Found> {
  const criteria: Criterion[] = []
  try {
    const subject = await openSubject(options.corridors, corridor)
    for (const run of runsOf(subject, options)) {
      const result = await run()
      options.onProgress(
        `  ${result.id} ${result.title}: ${result.passed ? 'PASS' : 'FAIL'} (${result.cases} cases, ${result.decisions} decisions)`,
      )
      criteria.push(result)
    }
    return { problem: null, criteria }
  } catch (error) {
    // The corridor's own code may throw anything; it must not cost the others their verification.
    const name = error instanceof Error ? error.name : typeof error
    const why = error instanceof NotDriven ? error.message : `its own code throws (${name})`
    return { problem: `cannot be driven: ${why}`, criteria }
  }
}

function runsOf(subject: Subject, options: VerifyOptions): readonly (() => Promise<Criterion>)[] {
  const { seed, decisionsPerFault, canaries, onProgress } = options
  return [
    () => offByDefault(subject),
    () => allowListedIntent(subject),
    () =>
      deterministicFallback(subject, decisionsPerFault, (name) => onProgress(`    fault ${name}`)),
    () => contentFreeRecords(subject, canaries, seed),
  ]
}
