import { lintPlan } from '@partial-trust/core'
import { controlPlan, planInForce } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import { stateOf } from './state-of.js'
import type { ViewSources } from './view-sources.js'
import type { PlansView, PlanView } from '../view-types/index.js'

/** Every plan that is in force or would be, with what lint finds in it. */
export async function plansView(sources: ViewSources): Promise<PlansView> {
  const found = new Map<string, PlanView>()
  const take = (view: PlanView): void => {
    const { digest } = controlPlan(view.plan)
    const known = found.get(digest) ?? { ...view, followed_by: [], waits_for: [] }
    found.set(digest, {
      ...known,
      followed_by: [...known.followed_by, ...view.followed_by],
      waits_for: [...known.waits_for, ...view.waits_for],
    })
  }
  const states = await Promise.all(
    sources.app.corridors.map(({ intent }) => stateOf(sources, intent)),
  )
  // First those of the registrations: a rollout that follows one of them is named with its file.
  const [started, waiting] = [[] as CorridorState[], [] as CorridorState[]]
  for (const state of states) (state.rollout === null ? waiting : started).push(state)
  for (const { intent } of [...waiting, ...started]) {
    const start = startView(sources, intent)
    if (start === null) continue
    take({ ...start, waits_for: waiting.some((one) => one.intent === intent) ? [intent] : [] })
  }
  for (const state of started) {
    const view = await rolloutView(sources, state)
    if (view !== null) take(view)
  }
  return { at: new Date(sources.nowMs()).toISOString(), plans: [...found.values()] }
}

/** The plan that a corridor's next rollout would follow. */
function startView({ startPlanOf, demo }: ViewSources, intent: string): PlanView | null {
  const start = startPlanOf(intent)
  if (start === null) return null
  const { plan, declaresAlpha, file = null } = start
  return {
    source: file ?? (demo ? 'demo' : 'built in'),
    followed_by: [],
    waits_for: [],
    declares_alpha: declaresAlpha,
    plan,
    lint: lintPlan(plan, { declaresAlpha }),
  }
}

/** The plan that was stored with a corridor's rollout. */
async function rolloutView({ app }: ViewSources, state: CorridorState): Promise<PlanView | null> {
  const { intent, rollout } = state
  const plan = app.control === null ? null : await planInForce(state, app.control.store)
  if (plan === null || rollout === null) return null
  return {
    source: 'rollout',
    followed_by: [{ intent, stage: rollout.stage }],
    waits_for: [],
    declares_alpha: true,
    plan,
    lint: lintPlan(plan),
  }
}
