import { createHash } from 'node:crypto'
import { detectorBudget } from '@partial-trust/core'
import type { NoGoGate, Plan, PlanStage } from '@partial-trust/core'
import { canonicalJson } from './canonical-json.js'
import type { ControlPlan, ControlStage } from './control-state.js'

/** A rollout plan as live control keeps it: its stages in order, the whole of it, and its digest. */
export function controlPlan(plan: Plan): ControlPlan {
  const [first, ...rest] = plan.stages
  return {
    digest: digestOf(plan),
    stages: [controlStage(plan, first), ...rest.map((stage) => controlStage(plan, stage))],
    body: plan,
  }
}

/**
 * The plan behind a stored one; null when it is not what was stored: it was checked before it was
 * put there, so its digest is all there is left to check.
 */
export function planOf(stored: Pick<ControlPlan, 'digest' | 'body'>): Plan | null {
  return isPlan(stored.body, stored.digest) ? stored.body : null
}

function isPlan(body: unknown, digest: string): body is Plan {
  return digestOf(body) === digest
}

function digestOf(plan: unknown): string {
  return createHash('sha256').update(canonicalJson(plan)).digest('hex')
}

function controlStage(plan: Plan, stage: PlanStage): ControlStage {
  const { name, rate, mode, no_go: noGo } = stage
  return { name, rate, mode, error_limit: errorLimit(noGo), detector: detectorBudget(plan, stage) }
}

/** Where no gate names one: the failure rate no stage of the default plan tolerates. */
const strictestDefault = 0.1

function errorLimit(gates: readonly NoGoGate[]): number {
  for (const gate of gates) if (gate.metric === 'attempt_error') return gate.above
  return strictestDefault
}
