import { isMetricName, metricTable, metricTitle } from '../../metrics/index.js'
import { finding, type CorridorLists, type Finding, type LintSubject } from './finding.js'
import { placedStages, type PlacedGate } from './plan-gates.js'

/** Rules about a plan in one corridor: L15, gates on what cannot move there. */
export function corridorRules({ plan, corridor }: LintSubject): readonly Finding[] {
  if (corridor === null) return []
  const gates = placedStages(plan).flatMap(({ go, noGo }) => [...go, ...noGo])
  return [
    ...gates.flatMap((gate) => cannotMove(gate, corridor)),
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
