/** Milliseconds from an event to a worker's last accepted candidate; 0 when it had stopped before. */
export type Lag = { readonly worker: number; readonly ms: number }

export type DrillPhase = {
  readonly name: string
  readonly boundMs: number
  /** Whether the bound is one for the 99th percentile (a kill's) or for every lag (a lease's). */
  readonly judgedBy: 'p99' | 'max'
  readonly lags: readonly Lag[]
}

export type DrillReport = {
  readonly store: string
  readonly workers: number
  readonly lease_ms: number
  readonly accepted: number
  /** Candidates accepted on state older than the lease: must be 0. */
  readonly accepted_after_lease: number
  readonly phases: readonly PhaseReport[]
  readonly problems: readonly string[]
  readonly passed: boolean
}

export type PhaseReport = {
  readonly name: string
  readonly samples: number
  readonly p50_ms: number | null
  readonly p99_ms: number | null
  readonly max_ms: number | null
  readonly bound_ms: number
  readonly judged_by: 'p99' | 'max'
  readonly per_worker_max_ms: readonly (number | null)[]
  readonly within_bound: boolean
}

export function phaseReport(
  { name, boundMs, judgedBy, lags }: DrillPhase,
  workers: number,
): PhaseReport {
  const sorted = lags.map((lag) => lag.ms).toSorted((a, b) => a - b)
  const max = sorted.at(-1) ?? null
  const p99 = quantile(sorted, 0.99)
  const judged = judgedBy === 'p99' ? p99 : max
  return {
    name,
    samples: sorted.length,
    p50_ms: quantile(sorted, 0.5),
    p99_ms: p99,
    max_ms: max,
    bound_ms: boundMs,
    judged_by: judgedBy,
    per_worker_max_ms: Array.from({ length: workers }, (_, worker) => {
      const own = lags.filter((lag) => lag.worker === worker).map((lag) => lag.ms)
      return own.length === 0 ? null : Math.max(...own)
    }),
    // No sample is no proof.
    within_bound: judged !== null && judged <= boundMs,
  }
}

/** The value at index `floor((n-1)·q)` of the sorted ones; null of none. */
function quantile(sorted: readonly number[], q: number): number | null {
  return sorted[Math.floor((sorted.length - 1) * q)] ?? null
}

export function drillText(report: DrillReport): string {
  const lines = [
    `store    ${report.store}`,
    `workers  ${report.workers} processes under load, lease ${report.lease_ms} ms, ${report.accepted} candidates accepted in all`,
    '',
    'ms from the event to the last accepted candidate of each worker:',
    ...report.phases.map(
      ({ name, samples, p50_ms, p99_ms, max_ms, bound_ms, judged_by, within_bound }) =>
        `  ${name.padEnd(34)} n=${String(samples).padEnd(4)} p50 ${shown(p50_ms)}  p99 ${shown(p99_ms)}  max ${shown(max_ms)}  bound ${bound_ms} (${judged_by})  ${within_bound ? 'ok' : 'EXCEEDED'}`,
    ),
    '',
    `accepted after the lease had run out: ${report.accepted_after_lease}`,
    ...report.problems.map((problem) => `PROBLEM ${problem}`),
    report.passed ? 'PASS' : 'FAIL',
  ]
  return `${lines.join('\n')}\n`
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(1)
}
