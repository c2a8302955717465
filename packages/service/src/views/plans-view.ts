import { lintPlan } from '@partial-trust/core'
import { controlPlan, planOf } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'
import type { PlansView, PlanView } from '../view-types.js'

/** Every plan that is in force or would be, with what lint finds in it. */
export async function plansView(sources: ViewSources): Promise<PlansView> {
  const { app, plan, planFile, declaresAlpha, demo, nowMs } = sources
  const configured = controlPlan(plan).digest
  const found = new Map<string, PlanView>([
    [
      configured,
      {
        source: planFile ?? (demo ? 'demo' : 'built in'),
        followed_by: [],
        declares_alpha: declaresAlpha,
        plan,
        lint: lintPlan(plan, { declaresAlpha }),
      },
    ],
  ])
  const { control } = app
  for (const { intent } of control === null ? [] : app.corridors) {
    const rollout = control?.feed.state(intent).rollout
    if (rollout === null || rollout === undefined) continue
    const known = found.get(rollout.plan)
    const stored = known?.plan ?? (await storedPlan(sources, rollout.plan))
    if (stored === null) continue
    const view = known ?? {
      source: 'rollout',
      followed_by: [],
      declares_alpha: true,
      plan: stored,
      lint: lintPlan(stored),
    }
    const followed = [...view.followed_by, { intent, stage: rollout.stage }]
    found.set(rollout.plan, { ...view, followed_by: followed })
  }
  return { at: new Date(nowMs()).toISOString(), plans: [...found.values()] }
}

async function storedPlan({ app }: ViewSources, digest: string): Promise<PlanView['plan'] | null> {
  const stored = await app.control?.store.plan(digest)
  return stored === null || stored === undefined ? null : planOf(stored)
}
