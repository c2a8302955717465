import { findStage, logLimit } from '@partial-trust/core'
import { followedPlan } from './followed-plan.js'
import { stateOf } from './state-of.js'
import { judgementOf } from './judgement-of.js'
import { alphas } from './metric-series.js'
import type { ViewSources } from './view-sources.js'
import type { GateView } from '../view-types/index.js'

/** What the gates say of a corridor's stage, and how far the evidence is from either verdict. */
export async function gateView(sources: ViewSources, intent: string): Promise<GateView> {
  const state = await stateOf(sources, intent)
  const plan = await followedPlan(sources, state)
  const judgement = await judgementOf(sources, state)
  const stage =
    judgement === null || plan === null ? null : findStage(plan, judgement.verdict.stage)?.stage
  const alpha = alphas(plan, stage ?? null)
  return {
    at: new Date(sources.nowMs()).toISOString(),
    intent,
    verdict: judgement?.verdict ?? null,
    limits: { go: logLimit(alpha.upper), no_go: logLimit(alpha.lower) },
    stage:
      judgement === null || stage === undefined || stage === null
        ? null
        : {
            name: stage.name,
            min_days: stage.min_days,
            days: judgement.days,
            min_sampled: stage.min_sampled,
            sampled: judgement.sampled,
          },
  }
}
