import type { ControlAction } from './control-action.js'
import type { ControlPlan } from './control-state.js'
import type { Actor } from './four-eyes.js'
import { ledTo } from './led-to.js'
import { moved, refused } from './standing.js'
import type { ChangeMark, Standing, Transition } from './standing.js'
import { aloneProblem, askedFor } from './two-people.js'

/**
 * Where an action leads. Reads no clock.
 *
 * @param plan The plan of the corridor's rollout; null where none was started.
 * @param change When, who and why.
 * @param actor Who of the people that a plan needs it is.
 */
export function transition(
  from: Standing,
  action: ControlAction,
  plan: ControlPlan | null,
  change: ChangeMark,
  actor: Actor,
): Transition {
  if (action.kind === 'ask') return askedFor(from, action, plan, change, actor)
  const led = ledTo(from, action, plan, change)
  if (led.kind === 'refused') return led
  const alone = aloneProblem(from, action, plan, change, actor)
  return alone === null ? moved(withoutAsked(led.to)) : refused(alone)
}

/** What was asked for was asked on the state before. */
function withoutAsked({ killed, rollout }: Standing): Standing {
  if (rollout === null) return { killed, rollout }
  const { asked: _ends, ...rest } = rollout
  return { killed, rollout: rest }
}
