import { killOutcomes } from './judge-kill.ts'
import type { KillJudgement } from './judge-kill.ts'

export type FaultRow = {
  readonly store: string
  readonly fault: string
  kills: number
  readonly outcomes: Partial<Record<KillJudgement['outcome'], number>>
  /** Ms from "killed" to the last accepted candidate, the longest. */
  longestLagMs: number
  violations: number
}

export type DrillReport = {
  readonly seeds: readonly number[]
  readonly kills: number
  readonly answeredKilled: number
  readonly answeredNotKilled: number
  readonly unanswered: number
  readonly longestLagMs: number
  /** Candidates accepted on state older than the lease. */
  readonly late: number
  readonly violations: readonly string[]
  readonly rows: readonly FaultRow[]
}

/** Adds up what each kill came to, by store and fault. */
export class DrillTally {
  readonly #rows = new Map<string, FaultRow>()
  readonly #violations: string[] = []
  readonly #seeds: number[]
  late = 0

  constructor(seed: number) {
    this.#seeds = [seed]
  }

  /** Adds what another run came to; its seed is another. */
  addRun({ seeds, rows, violations, late }: DrillReport): void {
    this.#seeds.unshift(...seeds)
    this.#violations.unshift(...violations)
    this.late += late
    for (const row of rows) {
      const known = this.#rowOf(row.store, row.fault)
      known.kills += row.kills
      known.longestLagMs = Math.max(known.longestLagMs, row.longestLagMs)
      known.violations += row.violations
      for (const outcome of killOutcomes) {
        const times = (known.outcomes[outcome] ?? 0) + (row.outcomes[outcome] ?? 0)
        if (times > 0) known.outcomes[outcome] = times
      }
    }
  }

  add(store: string, fault: string, { outcome, lagMs, violations }: KillJudgement): void {
    const row = this.#rowOf(store, fault)
    row.kills += 1
    row.outcomes[outcome] = (row.outcomes[outcome] ?? 0) + 1
    if (outcome === 'killed') row.longestLagMs = Math.max(row.longestLagMs, lagMs)
    for (const violation of violations) this.violation(store, fault, violation)
  }

  violation(store: string, fault: string, what: string): void {
    const row = this.#rows.get(`${store} ${fault}`)
    if (row !== undefined) row.violations += 1
    this.#violations.push(`${store}, ${fault}: ${what}`)
  }

  #rowOf(store: string, fault: string): FaultRow {
    const key = `${store} ${fault}`
    const none = { kills: 0, outcomes: {}, longestLagMs: 0, violations: 0 }
    const row = this.#rows.get(key) ?? { store, fault, ...none }
    this.#rows.set(key, row)
    return row
  }

  report(): DrillReport {
    const rows = [...this.#rows.values()].toSorted(
      (a, b) => a.store.localeCompare(b.store) || a.fault.localeCompare(b.fault),
    )
    const sum = (of: (row: FaultRow) => number): number =>
      rows.reduce((total, row) => total + of(row), 0)
    const [kills, killed, unanswered] = [
      sum((row) => row.kills),
      sum((row) => row.outcomes.killed ?? 0),
      sum((row) => row.outcomes.unanswered ?? 0),
    ]
    return {
      seeds: this.#seeds,
      kills,
      answeredKilled: killed,
      answeredNotKilled: kills - killed - unanswered,
      unanswered,
      longestLagMs: Math.max(0, ...rows.map((row) => row.longestLagMs)),
      late: this.late,
      violations: this.#violations,
      rows,
    }
  }
}

export function drillText(report: DrillReport): string {
  const { rows, violations } = report
  const lines = rows.map(({ store, fault, kills, outcomes, longestLagMs, violations: broken }) => {
    const came = Object.entries(outcomes).map(([outcome, times]) => `${outcome} ${times}`)
    const lag = outcomes.killed === undefined ? '' : `; longest lag ${longestLagMs.toFixed(0)} ms`
    return `${store.padEnd(9)} ${fault}: ${kills}: ${came.join(', ')}${lag}${broken > 0 ? ' BROKEN' : ''}`
  })
  return [
    ...lines,
    '',
    `${report.kills} kills (of seeds ${report.seeds.join(', ')}): ${report.answeredKilled} "killed", ${report.answeredNotKilled} "NOT KILLED", ${report.unanswered} ended before they answered`,
    `longest from "killed" to a last accept: ${report.longestLagMs.toFixed(0)} ms; accepted past a lease: ${report.late}`,
    ...violations.map((violation) => `VIOLATION ${violation}`),
    violations.length === 0 && report.late === 0 ? 'PASS' : 'FAIL',
    '',
  ].join('\n')
}
