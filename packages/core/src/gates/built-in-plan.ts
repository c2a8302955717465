import { defaultPlan } from './default-plan.js'
import { canMove, type CorridorLists } from './lint/index.js'
import type { Plan, PlanStage } from './plan.js'

/**
 * The plan where nobody wrote one for a corridor: the default plan without the gates that would hold a
 * constant there (lint L15). It then asks nothing about what the model decides otherwise than the baseline:
 * how much of that is right only the corridor's own plan can say, with `disagreement`.
 */
export function builtInPlan(corridor: CorridorLists): Plan {
  const [first, ...rest] = defaultPlan.stages
  return {
    ...defaultPlan,
    stages: [moving(first, corridor), ...rest.map((one) => moving(one, corridor))],
  }
}

function moving(stage: PlanStage, corridor: CorridorLists): PlanStage {
  const go = stage.go.filter(({ metric }) => canMove(metric, corridor))
  const noGo = stage.no_go.filter(({ metric }) => canMove(metric, corridor))
  return { ...stage, go, no_go: noGo }
}
