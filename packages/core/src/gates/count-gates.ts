import { latencyAbove, metricCount, type Counts, type MetricCount } from '../metrics/index.js'
import {
  gateKey,
  isRateGate,
  latencyLimit,
  type GoGate,
  type NoGoGate,
  type PlanStage,
} from './plan.js'
import { acceptanceKey } from './stage-evidence.js'

/** What one gate counts of a window's decisions, and its `gateKey`. */
export type GateCounter = {
  readonly key: string
  readonly count: (counts: Counts) => MetricCount
}

/** What the gates of a stage count, each once, and acceptance. */
export function gateCounters({ go, no_go }: PlanStage): readonly GateCounter[] {
  const counters = new Map([[acceptanceKey, (counts: Counts) => metricCount('acceptance', counts)]])
  for (const gate of [...go, ...no_go]) {
    const count = counterOf(gate)
    if (count !== null) counters.set(gateKey(gate), count)
  }
  return [...counters].map(([key, count]) => ({ key, count }))
}

function counterOf(gate: GoGate | NoGoGate): ((counts: Counts) => MetricCount) | null {
  if (isRateGate(gate)) return (counts) => metricCount(gate.metric, counts)
  if (gate.metric !== 'latency') return null
  const limit = latencyLimit(gate)
  return limit === 'deadline'
    ? (counts) => metricCount('deadline_exceeded', counts)
    : (counts) => latencyAbove(limit, counts)
}
