import { performance } from 'node:perf_hooks'
import {
  goCounts,
  goUpper,
  logEvidenceAbove,
  logEvidenceBelow,
  logGoEvidence,
} from '@partial-trust/core'
import { figure, notCompared, type Row } from './row.ts'

/** What the evidence costs, on this machine, now: told, never asserted. */
export function* costRows(): Generator<Row> {
  const rounds = 2000
  const n = 1e9
  const each = timed(() => {
    for (let i = 0; i < rounds; i++) {
      logEvidenceAbove(5e7 + i, n, 0.05)
      logEvidenceBelow(5e7 + i, n, 0.05)
    }
  })
  yield told(
    'evidence above and below at n = 1e9, microseconds each',
    '< 50',
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
  fold()
  yield told(
    '1e5 windows folded and judged, milliseconds',
    '< 50',
    Math.min(...Array.from({ length: 9 }, () => timed(fold))),
  )
  const counts = goCounts(buckets, 600_000)
  yield told(
    'their upper bound, milliseconds',
    '-',
    timed(() => goUpper(counts, 0.05)),
  )
}

function timed(work: () => unknown): number {
  const from = performance.now()
  work()
  return performance.now() - from
}

function told(property: string, target: string, value: number): Row {
  return { property, target, ours: figure(value), meets: true, ...notCompared }
}
