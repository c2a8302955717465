import { isMetricName, metricTable, metricTitle } from '../../metrics/index.js'
import type { GoGate } from '../plan.js'
import { finding, type CorridorLists, type Finding, type LintSubject } from './finding.js'
import { placedStages, type PlacedGate, type PlacedStage } from './plan-gates.js'

/** Rules about a plan in one corridor: L15, gates on what cannot move there; L17, stages that look at no decision. */
export function corridorRules({ plan, corridor }: LintSubject): readonly Finding[] {
  if (corridor === null) return []
  const stages = placedStages(plan)
  return [
    ...stages.flatMap(({ go, noGo }) =>
      [...go, ...noGo].flatMap((gate) => cannotMove(gate, corridor)),
    ),
    ...blindStages(stages, corridor),
    ...unknownParts(plan.parts?.by, corridor),
  ]
}

const lists = {
  intents: { says: 'one intent', remedy: 'decision_type_mismatch or disagreement' },
  decisionTypes: {
    says: 'one decision type',
    remedy: 'disagreement, or give the corridor a label and its labels',
  },
} as const

/** Whether a metric can differ between the decisions of a corridor at all. */
export function canMove(metric: string, corridor: CorridorLists): boolean {
  const follows = isMetricName(metric) ? metricTable[metric].follows : null
  return follows === null || corridor[follows].length > 1
}

/** L15: a metric that follows a closed list with one member is the same in every decision. */
function cannotMove(gate: PlacedGate, corridor: CorridorLists): Finding[] {
  const { metric } = gate.gate
  const follows = isMetricName(metric) ? metricTable[metric].follows : null
  if (follows === null || !isMetricName(metric) || canMove(metric, corridor)) return []
  const { says, remedy } = lists[follows]
  return [
    finding('L15', 'error', gate, {
      problem: `${metricTitle(metric)} cannot move in ${corridor.intent}: a gate on ${metric} holds a constant.`,
      arithmetic: `${corridor.intent} has ${says} (${corridor[follows].join(', ')}), so ${metric} is 0 of n whatever the model decides`,
      suggestion: `Gate on ${remedy} instead.`,
    }),
  ]
}

/**
 * L17: stages that every candidate passes which answers in time, whatever it says. One finding for all,
 * since one gate more in each is the remedy.
 */
function blindStages(stages: readonly PlacedStage[], corridor: CorridorLists): Finding[] {
  const blind = stages.filter(({ go }) => !go.some(({ gate }) => comparesDecisions(gate, corridor)))
  const [first] = blind
  if (first === undefined) return []
  const names = blind.map(({ stage }) => stage.name).join(', ')
  const label =
    corridor.decisionTypes.length > 1 ? '' : ', and give the corridor a label and its labels'
  return [
    finding('L17', 'warning', first, {
      problem: `A GO at ${names} says nothing of what candidates decide in ${corridor.intent}: only whether, and how fast, they answer.`,
      arithmetic: `a candidate that differs from the baseline in 100 % of decisions passes ${[...new Set(first.go.map(({ name }) => name))].join(', ')}`,
      suggestion: `Add {metric: disagreement, below: …} to go${label}; or {metric: undone, ratio_below: …} where outcomes are reported.`,
    }),
  ]
}

/** Whether a gate looks at what was decided, beside the baseline or by what became of it. */
function comparesDecisions({ metric }: GoGate, corridor: CorridorLists): boolean {
  if (metric === 'undone') return true
  const isCompared = isMetricName(metric) && metricTable[metric].n.startsWith('compared')
  return isCompared && canMove(metric, corridor)
}

/** L15 too: parts by a list that the corridor does not have. */
function unknownParts(by: string | undefined, { intent, parts }: CorridorLists): Finding[] {
  if (by === undefined || parts.includes(by)) return []
  return [
    finding(
      'L15',
      'error',
      { path: ['parts', 'by'], stage: null },
      {
        problem: `${intent} has no closed list ${by}: no part of it can be told apart.`,
        arithmetic: `closed lists of ${intent}: ${parts.length === 0 ? 'none' : parts.join(', ')}`,
        suggestion: 'Name one of them, or declare it in the corridor.',
      },
    ),
  ]
}
