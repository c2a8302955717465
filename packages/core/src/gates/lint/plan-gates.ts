import { latencyEdges } from '../../metrics/index.js'
import {
  gateName,
  gateRate,
  latencyLimit,
  type GoGate,
  type NoGoGate,
  type Plan,
  type PlanStage,
} from '../plan.js'
import type { Finding } from './finding.js'

/** One gate with its place in the plan. */
export type PlacedGate<Gate extends GoGate | NoGoGate = GoGate | NoGoGate> = {
  readonly gate: Gate
  readonly side: 'go' | 'no_go'
  readonly name: string
  /** The threshold on its rate; null for gates without one of their own. */
  readonly threshold: number | null
  /** A latency gate's limit in ms, `deadline` resolved; null for the others. */
  readonly limitMs: number | null
  readonly stage: PlanStage
  readonly path: Finding['path']
}

export type PlacedStage = {
  readonly stage: PlanStage
  readonly index: number
  readonly path: Finding['path']
  readonly go: readonly PlacedGate<GoGate>[]
  readonly noGo: readonly PlacedGate<NoGoGate>[]
}

export function placedStages(plan: Plan): readonly PlacedStage[] {
  return plan.stages.map((stage, index) => {
    const path = ['stages', index]
    return {
      stage,
      index,
      path,
      go: stage.go.map((gate, i) => placed(plan, stage, gate, 'go', [...path, 'go', i])),
      noGo: stage.no_go.map((gate, i) => placed(plan, stage, gate, 'no_go', [...path, 'no_go', i])),
    }
  })
}

/** Sampled decisions a day in a stage; null where the plan expects no traffic. */
export function expectedPerDay({ expect }: Plan, { rate }: PlanStage): number | null {
  return expect.decisions_per_day === null ? null : expect.decisions_per_day * rate
}

export function isEdge(limitMs: number): boolean {
  return latencyEdges.some((edge) => edge === limitMs)
}

function placed<Gate extends GoGate | NoGoGate>(
  plan: Plan,
  stage: PlanStage,
  gate: Gate,
  side: 'go' | 'no_go',
  path: Finding['path'],
): PlacedGate<Gate> {
  const limit = gate.metric === 'latency' ? latencyLimit(gate) : null
  return {
    gate,
    side,
    name: gateName(gate),
    threshold: gateRate(gate),
    limitMs: limit === 'deadline' ? plan.deadline_ms : limit,
    stage,
    path,
  }
}
