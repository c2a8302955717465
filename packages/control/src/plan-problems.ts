import type { Misfit, StageClaim } from './audit-replay.js'
import { controlPlan, planOf } from './control-plan.js'
import type { ControlPlan, ControlStage } from './control-state.js'
import { differencesOf, inWords } from './trail-difference.js'

/**
 * What is wrong with the plans that a trail names: each must still be the one whose digest the trail
 * holds, its stages those of its body, and every stage some corridor stood at one of them.
 */
export function planProblems(
  claims: ReadonlyMap<string, readonly StageClaim[]>,
  plans: ReadonlyMap<string, ControlPlan | null>,
): readonly Misfit[] {
  return [...claims].flatMap(([digest, stages]) => {
    const [first] = stages
    if (first === undefined) return []
    const plan = plans.get(digest) ?? null
    const wrong = plan === null ? 'is gone' : problemOf(plan, digest)
    if (plan === null || wrong !== null) {
      return [
        { seq: first.seq, problem: `the plan ${digest.slice(0, 16)}… of ${first.intent} ${wrong}` },
      ]
    }
    return stages.flatMap((stage) => stageProblem(plan, stage) ?? [])
  })
}

function problemOf(plan: ControlPlan, digest: string): string | null {
  const body = plan.digest === digest ? planOf(plan) : null
  if (body === null) return 'was edited: its digest does not fit its content'
  const sealed = controlPlan(body)
  for (const [place, stage] of plan.stages.entries()) {
    const [found] = differencesOf(stage.name, sealedAs(stage, sealed.stages[place]), stage, true)
    if (found === undefined) continue
    return `was edited: ${found.field} of stage ${stage.name} is ${inWords(found.store)} in the store and ${inWords(found.trail)} by its digest`
  }
  return plan.stages.length === sealed.stages.length
    ? null
    : `was edited: it has ${plan.stages.length} stages, and ${sealed.stages.length} by its digest`
}

type Fields = Parameters<typeof differencesOf>[1]

/** Stages that were stored before they kept a budget are whole without one. */
function sealedAs({ detector }: ControlStage, sealed: ControlStage | undefined): Fields {
  if (sealed === undefined) return {}
  const { detector: _budget, ...older } = sealed
  return detector === undefined ? older : sealed
}

function stageProblem(plan: ControlPlan, { seq, intent, ...claim }: StageClaim): Misfit | null {
  const stage = plan.stages.find(({ name }) => name === claim.stage)
  if (stage === undefined) {
    return {
      seq,
      problem: `entry ${seq} puts ${intent} at stage ${claim.stage}, which its plan has not`,
    }
  }
  const { rate, mode, error_limit, detector } = claim
  const [found] = differencesOf(intent, stage, { rate, mode, error_limit, detector }, false)
  if (found === undefined) return null
  return {
    seq,
    problem: `entry ${seq} puts ${intent} at stage ${claim.stage} with ${found.field} ${inWords(found.store)}, and its plan says ${inWords(found.trail)}`,
  }
}
