import { latencyEdges } from '../../metrics/index.js'
import { rate } from '../phrases.js'
import { finding, type Finding, type LintSubject } from './finding.js'
import { isEdge, placedStages, type PlacedGate, type PlacedStage } from './plan-gates.js'

/** Rules that look at one gate: L1 latency, L2 denominator, L11 histogram edge. */
export function gateRules({ plan }: LintSubject): readonly Finding[] {
  return placedStages(plan).flatMap((stage) =>
    [...stage.go, ...stage.noGo].flatMap((gate) => [
      ...latencyVacuous(plan.deadline_ms, gate, stage),
      ...denominator(gate),
      ...histogramEdge(gate),
    ]),
  )
}

/** L1: nothing can take longer than the deadline, at which every candidate is stopped. */
function latencyVacuous(deadlineMs: number, gate: PlacedGate, stage: PlacedStage): Finding[] {
  const { limitMs, threshold, name, side } = gate
  if (limitMs === null || threshold === null || limitMs < deadlineMs) return []
  const sameSide = side === 'go' ? stage.go : stage.noGo
  const error = sameSide.find((other) => other.gate.metric === 'attempt_error')?.threshold ?? null
  const implied = error !== null && error <= threshold
  const errorGate = `attempt_error ${side === 'go' ? '<' : '>'} ${rate(error ?? 0)}`
  if (limitMs === deadlineMs) {
    if (!implied) return []
    return [
      finding('L1', 'note', gate, {
        problem: `${name} at the deadline adds nothing to ${errorGate}: only a timeout exceeds the deadline, and a timeout is an attempt error.`,
        arithmetic: `limit ${limitMs} ms = deadline ${deadlineMs} ms; P(timeout) <= P(attempt error), held to ${rate(error)} <= ${rate(threshold)}`,
        suggestion: `Keep it as a reminder, or gate a latency that can be exceeded: an edge below ${deadlineMs} ms, such as ${edgeBelow(deadlineMs)} ms.`,
      }),
    ]
  }
  return [
    finding('L1', 'error', gate, {
      problem: `${name} ${side === 'go' ? '<' : '>'} ${limitMs} ms is vacuous: every candidate is stopped at the deadline.`,
      arithmetic: `limit ${limitMs} ms > deadline ${deadlineMs} ms, so {latency > ${limitMs} ms} holds timeouts only, P <= P(attempt error)${implied ? `, which ${errorGate} already holds to ${rate(error)} <= ${rate(threshold)}` : '; where timeouts are not logged with a latency, P = 0'}`,
      suggestion: `Choose a limit below ${deadlineMs} ms, such as ${edgeBelow(deadlineMs)} ms, or drop the gate.`,
    }),
  ]
}

/** L2: a rate over all records cannot exceed the sampled share. */
function denominator(gate: PlacedGate): Finding[] {
  const { gate: written, threshold, name, stage } = gate
  if (!('of' in written) || written.of !== 'all_records' || threshold === null) return []
  const share = stage.rate
  const sign = gate.side === 'go' ? '<' : '>'
  if (threshold >= share) {
    return [
      finding('L2', 'error', gate, {
        problem:
          gate.side === 'go'
            ? `${name} ${sign} ${rate(threshold)} over all records is vacuous: it holds even if every candidate fails.`
            : `${name} ${sign} ${rate(threshold)} over all records can never fire, not even if every candidate fails.`,
        arithmetic: `sampled share ${rate(share)}: the rate over all records is at most ${rate(share)}, the threshold is ${rate(threshold)}`,
        suggestion: `Count over sampled decisions (of: sampled) with the threshold meant, ${rate(threshold)}.`,
      }),
    ]
  }
  return [
    finding('L2', 'warning', gate, {
      problem: `${name} ${sign} ${rate(threshold)} over all records is diluted by the unsampled ones.`,
      arithmetic: `sampled share ${rate(share)}: ${rate(threshold)} of all records is ${rate(threshold)} / ${rate(share)} = ${rate(threshold / share)} of the candidates`,
      suggestion: `Count over sampled decisions (of: sampled) with the threshold meant, ${rate(threshold)}.`,
    }),
  ]
}

/** L11: merged histograms count exactly at their edges only. */
function histogramEdge(gate: PlacedGate): Finding[] {
  const { limitMs, name } = gate
  if (limitMs === null || isEdge(limitMs)) return []
  if (gate.gate.metric === 'latency' && isAtDeadline(gate.gate)) return []
  const above = latencyEdges.find((edge) => edge > limitMs)
  return [
    finding('L11', 'warning', gate, {
      problem: `${name}: ${limitMs} ms lies inside a latency bin, so the whole bin counts as too slow.`,
      arithmetic: `the bin is (${edgeBelow(limitMs)}, ${above ?? '∞'}] ms`,
      suggestion: `Use ${edgeBelow(limitMs)} ms or ${above ?? limitMs} ms.`,
    }),
  ]
}

function isAtDeadline(gate: { readonly below_ms?: unknown; readonly above_ms?: unknown }): boolean {
  return gate.below_ms === 'deadline' || gate.above_ms === 'deadline'
}

function edgeBelow(limitMs: number): number {
  return latencyEdges.findLast((edge) => edge < limitMs) ?? 1
}
