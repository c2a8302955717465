import { bucketMs, cellSpan, counterIndex, type Cell } from '../metrics/index.js'
import type { StageEvidence } from './stage-evidence.js'

const dayMs = 86_400_000
/** At most this share of the decisions, or one, is taken for a clock's mistake at either end. */
const strayShare = 0.01

/** Candidates that were asked for in a bucket, or in a window of several. */
export type AskedTime = {
  readonly firstMs: number
  readonly lastMs: number
  readonly attempts: number
}

/** When candidates were asked for; starts without a record count. */
export function askedTimes(cells: Iterable<Cell>): readonly AskedTime[] {
  const times = new Map<number, Growing>()
  for (const cell of cells) {
    const { key, vector } = cell
    const asked = cellSpan(cell)?.asked ?? null
    if (key.bucket === null || asked === null) continue
    const time = times.get(key.bucket) ?? { ...asked, attempts: 0, started: 0 }
    time.first = Math.min(time.first, asked.first)
    time.last = Math.max(time.last, asked.last)
    time.attempts += vector[counterIndex.attempts] ?? 0
    time.started += vector[counterIndex.started] ?? 0
    times.set(key.bucket, time)
  }
  return [...times.values()].map(({ first, last, attempts, started }) => ({
    firstMs: first * bucketMs,
    lastMs: last * bucketMs,
    attempts: Math.max(attempts, started),
  }))
}

type Growing = { first: number; last: number; attempts: number; started: number }

/**
 * First and last moment of a stage. A handful of decisions more than a day away from all others at an
 * end come from a clock that was set wrongly, not from a longer stage: they must not let a stage
 * reach its minimum duration. Records without a candidate widen the span by up to a day.
 */
export function stageSpan(
  asked: readonly AskedTime[],
  spans: readonly { readonly firstMs: number; readonly lastMs: number }[],
  nowMs: number,
): Pick<StageEvidence, 'firstMs' | 'lastMs'> {
  const seen = asked.toSorted((a, b) => a.firstMs - b.firstMs)
  const sampled = seen.reduce((sum, { attempts }) => sum + attempts, 0)
  const spare = Math.max(1, Math.floor(sampled * strayShare))
  const backwards = seen.toSorted((a, b) => b.lastMs - a.lastMs)
  const first = seen[strays(seen, spare)]?.firstMs
  const last = backwards[strays(backwards, spare)]?.lastMs
  if (first === undefined || last === undefined || last < first) {
    return { firstMs: first ?? null, lastMs: first ?? null }
  }
  let [firstMs, lastMs] = [first, last]
  for (const span of spans) {
    if (span.firstMs > first - dayMs) firstMs = Math.min(firstMs, span.firstMs)
    if (span.lastMs < last + dayMs && span.lastMs <= nowMs) {
      lastMs = Math.max(lastMs, span.lastMs)
    }
  }
  return { firstMs, lastMs }
}

/** How many of the first hold at most `spare` decisions before a gap of more than a day, from whichever end. */
function strays(times: readonly AskedTime[], spare: number): number {
  let [held, strayed] = [0, 0]
  for (const [index, { firstMs, lastMs, attempts }] of times.entries()) {
    held += attempts
    const next = times[index + 1]
    if (held > spare || next === undefined) break
    if (Math.max(next.firstMs - lastMs, firstMs - next.lastMs) > dayMs) strayed = index + 1
  }
  return strayed
}
