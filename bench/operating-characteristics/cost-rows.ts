import { performance } from 'node:perf_hooks'
import {
  goCounts,
  goUpper,
  logEvidenceAbove,
  logEvidenceBelow,
  logGoEvidence,
} from '@partial-trust/core'
import { figure, notCompared, type Effort, type Row } from './row.ts'

/** What the evidence costs, on this machine, now: told, never asserted. */
export function* costRows({ costTries }: Effort): Generator<Row> {
  const [rounds, n] = [200, 1e9]
  const each = leastOf(costTries, () => {
    for (let i = 0; i < rounds; i++) {
      logEvidenceAbove(5e7 + i, n, 0.05)
      logEvidenceBelow(5e7 + i, n, 0.05)
    }
  })
  yield told(
    'evidence above and below at n = 1e9, microseconds each',
    50,
    (1000 * each) / rounds / 2,
  )
  const buckets = Array.from({ length: 100_000 }, (_, i) => ({
    startMs: i * 600_000,
    s: i % 9 === 0 ? 1 : 0,
    n: 1 + ((i * 7919) % 37),
  }))
  const fold = (): void => {
    logGoEvidence(goCounts(buckets, 600_000), 0.05)
  }
  yield told('1e5 windows folded and judged, milliseconds', 50, leastOf(costTries, fold))
  const counts = goCounts(buckets, 600_000)
  const bound = leastOf(Math.min(costTries, 5), () => goUpper(counts, 0.05))
  yield told('their upper bound, milliseconds', null, bound)
}

/** The least of several times: what the machine does beside it only adds. */
function leastOf(times: number, work: () => unknown): number {
  const each = Array.from({ length: times }, () => {
    const from = performance.now()
    work()
    return performance.now() - from
  })
  return Math.min(...each)
}

/** A cost with its share of what it may be: told, never asserted. */
function told(property: string, most: number | null, value: number): Row {
  return {
    property,
    target: most === null ? '-' : `< ${most}`,
    ours: most === null ? figure(value) : `${figure(value)} (${figure(value / most, 2)} of it)`,
    meets: true,
    ...notCompared,
  }
}
