import { bucketMs, parsePartName } from '@partial-trust/core'
import { unreachable } from './unreachable.js'
import type { ControlPlan, ControlStage, CorridorState, Rollout } from './control-state.js'
import { confidenceProblem } from './confidence-standing.js'
import type { Certificate } from './confidence-standing.js'
import { approvalsOf, askedLifeMs, secondOf, waitingFor } from './four-eyes.js'
import type { Actor, Asked, AskedAction } from './four-eyes.js'
import { closedParts, withPart } from './part-standing.js'
import type { PartStanding } from './part-standing.js'

/** Every way in which live control can change. Recorded in the audit trail: add, never rename. */
export type ControlAction =
  /** Closes at once whatever the version is. */
  | { readonly kind: 'kill' }
  /** Reopens at the first stage; without a rollout, gives the corridor back to the environment. */
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'rollout'
      readonly plan: ControlPlan
      /** Begin anew although the corridor has a rollout: nothing does so by accident. */
      readonly restart?: true
      /** What `plan lint` found and a person started in spite of; for the audit trail. */
      readonly despite_lint?: readonly string[]
    }
  | { readonly kind: 'promote'; readonly evidence?: unknown }
  /** One stage back; at the first stage it closes. */
  | { readonly kind: 'demote'; readonly evidence?: unknown }
  /** An operator reports harm: closes the stage whatever the version is. */
  | { readonly kind: 'incident'; readonly evidence?: unknown }
  /** The gates or a process's sentinel said no. */
  | { readonly kind: 'close'; readonly because: 'no_go' | 'sentinel'; readonly evidence: unknown }
  /** One part of the corridor ends at the baseline, the rest goes on. */
  | { readonly kind: 'demote_part'; readonly part: string; readonly evidence?: unknown }
  /** Gives a part back to the stage that the rest stands at, its evidence beginning from zero. */
  | { readonly kind: 'resume_part'; readonly part: string }
  /** Asks candidates for more confidence at once, for less only where that is certified. */
  | {
      readonly kind: 'tune'
      readonly at_least: number
      readonly certificate: Certificate | null
      readonly evidence?: unknown
    }
  /** One of the two people that the plan needs for `promote`, or for a rollout under another plan. */
  | {
      readonly kind: 'ask'
      readonly asks: AskedAction
      /** The plan of the rollout that is asked for; null for a promotion. */
      readonly plan: ControlPlan | null
      readonly evidence?: unknown
    }
  /** Decisions come under another fingerprint of model, prompt, schema and rules: so does evidence. */
  | { readonly kind: 'epoch'; readonly epoch: string }

export type ActionKind = ControlAction['kind']

export const actionKinds = [
  'kill',
  'resume',
  'rollout',
  'promote',
  'demote',
  'incident',
  'close',
  'demote_part',
  'resume_part',
  'tune',
  'ask',
  'epoch',
] as const satisfies readonly ActionKind[]

/** Actions that only take trust away, so they win over any concurrent change. */
export function isUnconditional(action: ControlAction): boolean {
  return action.kind === 'kill' || action.kind === 'incident'
}

/** The part of a corridor's state an action decides; who, when and why are the store's to add. */
export type Standing = Pick<CorridorState, 'killed' | 'rollout'>

/** When (ISO 8601 UTC), who and why. */
export type ChangeMark = { readonly at: string; readonly by: string; readonly reason: string }

export type Transition =
  | { readonly kind: 'moved'; readonly to: Standing }
  /** The action makes no sense from here; `problem` tells a person why and what to do. */
  | { readonly kind: 'refused'; readonly problem: string }

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

/** Why a person may not do this alone; null where they may, or are the second. */
function aloneProblem(
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

function askedFor(
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

function ledTo(
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
    case 'promote':
    case 'demote':
    case 'close':
    case 'demote_part':
    case 'resume_part':
    case 'tune':
    case 'epoch':
      if (rollout === null || plan === null) {
        return refused('no rollout was started: `rollout start` comes first')
      }
      return advanced({ killed: from.killed, rollout }, action, plan, change)
    default:
      return unreachable(action)
  }
}

type Started = { readonly killed: boolean; readonly rollout: Rollout }

function advanced(
  from: Started,
  action: Exclude<ControlAction, { kind: 'kill' | 'resume' | 'rollout' | 'incident' | 'ask' }>,
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
    case 'close':
      return moved({ killed, rollout: { ...rollout, closed: action.because } })
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
  if (from.rollout === null || plan === null) {
    return from.killed
      ? moved({ killed: false, rollout: from.rollout })
      : refused('the corridor is not closed: nothing to resume')
  }
  if (!from.killed && from.rollout.closed === null) {
    return refused(`the corridor is open at stage ${from.rollout.stage}: nothing to resume`)
  }
  return moved({
    killed: false,
    rollout: entered(plan, plan.stages[0], at, from.rollout),
  })
}

function entered(
  plan: ControlPlan,
  stage: ControlStage,
  at: string,
  before: Rollout | null,
): Rollout {
  return {
    plan: plan.digest,
    stage: stage.name,
    rate: stage.rate,
    mode: stage.mode,
    error_limit: stage.error_limit,
    ...(stage.detector === undefined ? {} : { detector: stage.detector }),
    closed: null,
    epoch: before?.epoch ?? null,
    entered_at: at,
    // A stage may be entered a second time: the bucket under way still holds what came before.
    evidence_from: before === null ? at : nextBucket(at),
    // What was taken away stays taken, whatever becomes of the stage.
    ...(before?.parts === undefined ? {} : { parts: before.parts }),
    ...(before?.confidence === undefined ? {} : { confidence: before.confidence }),
  }
}

function nextBucket(at: string): string {
  return new Date(Math.ceil(Date.parse(at) / bucketMs) * bucketMs).toISOString()
}

function moved(to: Standing): Transition {
  return { kind: 'moved', to }
}

function refused(problem: string): Transition {
  return { kind: 'refused', problem }
}
