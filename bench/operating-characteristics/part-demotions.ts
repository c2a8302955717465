import { spentAt } from '@partial-trust/core'
import { seededRandom } from '@partial-trust/testing'
import { eProcess } from './boundary.ts'
import { DetectorStream } from './detector-stream.ts'
import { shareOf, type Share } from './row.ts'

/** Rollouts in which any part was demoted although all are healthy. */
export type PartDemotions = {
  readonly either: Share
  readonly byEvidence: Share
  readonly byDetector: Share
}

/**
 * The controller's rule over parts that all stand at the threshold: the j-th spends alpha / (j (j + 1)) on evidence,
 * and as much on its change detector. Looks after every decision.
 */
export function partDemotions(
  { parts, decisions, p0, alpha }: { parts: number; decisions: number; p0: number; alpha: number },
  runs: number,
  seed: number,
): PartDemotions {
  const random = seededRandom(seed)
  const rules = Array.from({ length: parts }, (_, index) => {
    const spent = spentAt(alpha, index + 1)
    // A is never below a million (GATES 6).
    const rings = Math.max(1e6, decisions / spent)
    return { at: eProcess('above', p0, spent, decisions).at, rings }
  })
  const stream = new DetectorStream(p0)
  const hits = { either: 0, byEvidence: 0, byDetector: 0 }
  for (let run = 0; run < runs; run++) {
    let [byEvidence, byDetector] = [false, false]
    for (const { at, rings } of rules) {
      stream.reset()
      let s = 0
      for (let n = 1; n <= decisions; n++) {
        const failed = random() < p0
        byDetector = stream.add(failed) >= rings || byDetector
        if (!failed) continue
        s += 1
        byEvidence ||= s >= (at[n] ?? Infinity)
      }
    }
    if (byEvidence) hits.byEvidence += 1
    if (byDetector) hits.byDetector += 1
    if (byEvidence || byDetector) hits.either += 1
  }
  return {
    either: shareOf(hits.either, runs),
    byEvidence: shareOf(hits.byEvidence, runs),
    byDetector: shareOf(hits.byDetector, runs),
  }
}
