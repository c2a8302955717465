import { parsePartName } from '@partial-trust/core'
import { confidenceProblem } from './confidence-standing.js'
import type { ControlAction } from './control-action.js'
import type { ControlPlan, Rollout } from './control-state.js'
import { entered, nextBucket } from './entered.js'
import { closedParts, withPart } from './part-standing.js'
import type { PartStanding } from './part-standing.js'
import { moved, refused } from './standing.js'
import type { ChangeMark, Standing, Transition } from './standing.js'
import { unreachable } from './unreachable.js'

/** Where an action leads when whoever does it may. */
export function ledTo(
  from: Standing,
  action: Exclude<ControlAction, { kind: 'ask' }>,
  plan: ControlPlan | null,
  change: ChangeMark,
): Transition {
  const { rollout } = from
  const { at } = change
  switch (action.kind) {
    case 'kill':
      return moved({ killed: true, rollout })
    case 'resume':
      return resumed(from, plan, at)
    case 'rollout':
      if (from.killed) return refused('the corridor is killed: `resume` it before a new rollout')
      if (rollout !== null && action.restart !== true) {
        const closed = rollout.closed === null ? '' : `, closed (${rollout.closed})`
        return refused(
          `a rollout stands at stage ${rollout.stage}${closed}: --restart begins anew at the first stage and is recorded`,
        )
      }
      return moved({
        killed: false,
        rollout: entered(action.plan, action.plan.stages[0], at, rollout),
      })
    case 'incident':
      // Without a rollout there is no stage to close, so the corridor itself is.
      return moved(
        rollout === null
          ? { killed: true, rollout }
          : { killed: from.killed, rollout: { ...rollout, closed: 'incident' } },
      )
    case 'close':
      return rollout === null
        ? refused(noRollout)
        : moved({ killed: from.killed, rollout: { ...rollout, closed: action.because } })
    case 'promote':
    case 'demote':
    case 'demote_part':
    case 'resume_part':
    case 'tune':
    case 'epoch':
      if (rollout === null) return refused(noRollout)
      if (plan === null) return refused(noPlan)
      return advanced({ killed: from.killed, rollout }, action, plan, change)
    default:
      return unreachable(action)
  }
}

const noRollout = 'no rollout was started: `rollout start` comes first'
const noPlan =
  'the plan that its rollout follows cannot be read from the store: `rollout start --restart` begins anew'

type Started = { readonly killed: boolean; readonly rollout: Rollout }

function advanced(
  from: Started,
  action: Exclude<
    ControlAction,
    { kind: 'kill' | 'resume' | 'rollout' | 'incident' | 'close' | 'ask' }
  >,
  plan: ControlPlan,
  change: ChangeMark,
): Transition {
  const { killed, rollout } = from
  const { at } = change
  const position = plan.stages.findIndex((stage) => stage.name === rollout.stage)
  switch (action.kind) {
    case 'promote': {
      if (killed) return refused('the corridor is killed: `resume` reopens it at the first stage')
      if (rollout.closed !== null) {
        return refused(
          `stage ${rollout.stage} is closed (${rollout.closed}): \`resume\` reopens the corridor at the first stage`,
        )
      }
      const next = plan.stages[position + 1]
      if (position < 0 || next === undefined) {
        return refused(`stage ${rollout.stage} is the plan's last: there is nothing to promote to`)
      }
      return moved({ killed, rollout: entered(plan, next, at, rollout) })
    }
    case 'demote': {
      const before = plan.stages[position - 1]
      if (before === undefined) return moved({ killed, rollout: { ...rollout, closed: 'demoted' } })
      const lower = entered(plan, before, at, rollout)
      return moved({ killed, rollout: { ...lower, closed: rollout.closed } })
    }
    case 'demote_part':
      return partMoved(from, { part: action.part, closed: true, evidence_from: at, ...change })
    case 'resume_part':
      return partMoved(from, {
        part: action.part,
        closed: false,
        evidence_from: nextBucket(at),
        ...change,
      })
    case 'tune': {
      const { at_least, certificate } = action
      const problem = confidenceProblem(rollout.confidence, action, rollout.epoch)
      if (problem !== null) return refused(problem)
      const confidence = { at_least, certificate, ...change }
      return moved({ killed, rollout: { ...rollout, confidence } })
    }
    case 'epoch':
      return moved({ killed, rollout: { ...rollout, epoch: action.epoch } })
    default:
      return unreachable(action)
  }
}

function partMoved({ killed, rollout }: Started, changed: PartStanding): Transition {
  const { part, closed } = changed
  if (parsePartName(part) === null) {
    return refused('a part is KEY=WORD of a closed list of the corridor, such as language=de')
  }
  const isClosed = closedParts(rollout.parts).includes(part)
  if (closed === isClosed) {
    return refused(
      closed
        ? `the part ${part} is demoted already`
        : `the part ${part} was not demoted: nothing to resume`,
    )
  }
  return moved({ killed, rollout: { ...rollout, parts: withPart(rollout.parts, changed) } })
}

function resumed(from: Standing, plan: ControlPlan | null, at: string): Transition {
  if (from.rollout === null) {
    return from.killed
      ? moved({ killed: false, rollout: null })
      : refused('the corridor is not closed: nothing to resume')
  }
  // Which stage is the first, the plan alone says. Closed and no longer killed, it can begin under another.
  if (plan === null) {
    const closed = from.rollout.closed ?? 'no_go'
    return from.killed
      ? moved({ killed: false, rollout: { ...from.rollout, closed } })
      : refused(noPlan)
  }
  if (!from.killed && from.rollout.closed === null) {
    return refused(`the corridor is open at stage ${from.rollout.stage}: nothing to resume`)
  }
  return moved({
    killed: false,
    rollout: entered(plan, plan.stages[0], at, from.rollout),
  })
}
