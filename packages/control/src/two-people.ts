import type { ControlAction } from './control-action.js'
import type { ControlPlan } from './control-state.js'
import { approvalsOf, askedLifeMs, secondOf, waitingFor } from './four-eyes.js'
import type { Actor, Asked, AskedAction } from './four-eyes.js'
import { ledTo } from './led-to.js'
import { moved, refused } from './standing.js'
import type { ChangeMark, Standing, Transition } from './standing.js'

/** Why a person may not do this alone; null where they may, or are the second. */
export function aloneProblem(
  { rollout }: Standing,
  action: ControlAction,
  plan: ControlPlan | null,
  { at }: ChangeMark,
  { person }: Actor,
): string | null {
  if (rollout === null || plan === null || approvalsOf(plan) === 1) return null
  const wish = wishOf(action, plan)
  if (wish === null) return null
  const second = secondOf(wish, waitingFor(rollout, Date.parse(at)), person)
  if (second.kind === 'agrees') return null
  return second.kind === 'refused'
    ? second.problem
    : 'the plan needs two people, and nobody has asked for this yet: `ask` comes first'
}

/** What of an action needs two people under a plan that says so; null where one is enough. */
export function wishOf(
  action: ControlAction,
  plan: ControlPlan,
): Pick<Asked, 'action' | 'plan'> | null {
  if (action.kind === 'promote') return { action: 'promote', plan: null }
  // To begin anew under the same plan gives nothing: it starts at its first stage.
  return action.kind === 'rollout' && action.plan.digest !== plan.digest
    ? { action: 'rollout', plan: action.plan.digest }
    : null
}

type Asking = Extract<ControlAction, { kind: 'ask' }>

/** Notes what one of two people asks for, so that another can carry it out. */
export function askedFor(
  from: Standing,
  { asks, plan: next }: Asking,
  plan: ControlPlan | null,
  { at, by, reason }: ChangeMark,
  { person, version }: Actor,
): Transition {
  const { rollout } = from
  if (rollout === null || plan === null) {
    return refused('no rollout was started: `rollout start` comes first')
  }
  if (approvalsOf(plan) === 1) return refused('the plan needs one person: nobody has to be asked')
  const action = askedAction(asks, next)
  if (action === null) return refused('a rollout is asked for with its plan, a promotion without')
  const led = ledTo(from, action, plan, { at, by, reason })
  if (led.kind === 'refused' || led.to.rollout === null) return led
  const wish = wishOf(action, plan)
  if (wish === null) return refused('to begin anew under the same plan needs one person')
  const second = secondOf(wish, waitingFor(rollout, Date.parse(at)), person)
  if (second.kind === 'refused') return refused(second.problem)
  if (second.kind === 'agrees' || person === null) {
    return refused(`somebody asked for this already: \`${asks}\` carries it out`)
  }
  const asked: Asked = {
    ...wish,
    to: led.to.rollout.stage,
    version,
    at,
    until: new Date(Date.parse(at) + askedLifeMs).toISOString(),
    by,
    person,
    reason,
  }
  return moved({ killed: from.killed, rollout: { ...rollout, asked } })
}

function askedAction(
  asks: AskedAction,
  next: ControlPlan | null,
): Exclude<ControlAction, { kind: 'ask' }> | null {
  if (asks === 'promote') return next === null ? { kind: 'promote' } : null
  return next === null ? null : { kind: 'rollout', plan: next, restart: true }
}
