import {
  gateKey,
  latencyLimit,
  statistical,
  type GateRow,
  type GoGate,
  type MetricName,
  type NoGoGate,
  type PlanStage,
  type StageVerdict,
} from '@partial-trust/core'
import type { SeriesPoint } from '../log/time-series.js'
import type { GateLine } from './metric-chart.js'
import { shareText } from './scale.js'

/** A gate of the judged stage beside what the verdict says of it. */
export type JudgedGate = {
  readonly kind: 'go' | 'no_go'
  readonly gate: GoGate | NoGoGate
  readonly row: GateRow
}

/** The verdict's rows come in the plan's order: what GO needs, then what stops. */
export function judgedGates(stage: PlanStage, { metrics }: StageVerdict): readonly JudgedGate[] {
  const gates = [
    ...stage.go.map((gate) => ({ kind: 'go' as const, gate })),
    ...statistical(stage.no_go).map((gate) => ({ kind: 'no_go' as const, gate })),
  ]
  return gates.flatMap((judged, i) => {
    const row = metrics[i]
    return row === undefined ? [] : [{ ...judged, row }]
  })
}

/** The metric whose picture shows the gate; a latency gate at another limit than the deadline has none. */
export function pictureOf({ gate }: JudgedGate): string {
  return gateKey(gate)
}

/** What is counted, in the words of the plan: `latency_p95 < deadline: late`. */
export function gateTitle({ gate, row }: JudgedGate): string {
  if (gate.metric !== 'latency') return row.name
  const limit = latencyLimit(gate)
  const sign = 'below_ms' in gate ? '<' : '>'
  return `${row.name} ${sign} ${limit === 'deadline' ? limit : `${limit} ms`}: late`
}

/** The gate's line in its metric's picture; none without a threshold. */
export function lineOf({ kind, row }: JudgedGate): readonly GateLine[] {
  if (row.threshold === null) return []
  return [{ kind, at: row.threshold, sign: row.direction === 'above' ? '>' : '<' }]
}

/** Where failures are known to come in bursts what stops a stage is counted by windows, unlike the picture. */
export function byWindows(
  gates: readonly JudgedGate[],
  name: MetricName,
  last: SeriesPoint | undefined,
): string | null {
  if (last === undefined || name === 'acceptance') return null
  const rows = gates.filter((gate) => pictureOf(gate) === name).map(({ row }) => row)
  const wide = rows.find(
    ({ n, direction, lower }) => n > 0 && direction === 'above' && differ(lower, last.lower),
  )
  return wide === undefined
    ? null
    : `Failures come in bursts: what stops the stage is counted by time windows, which show at least ${shareText(wide.lower)}.`
}

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > 1e-9
}
