import type { Plan } from '@partial-trust/core'
import { decidePromotion, decideRollout, judgeTask } from '@partial-trust/control'
import type { CorridorState, Decided, RolloutVerdict } from '@partial-trust/control'
import type { App } from 'partial-trust'
import { decideTuning } from './decide-tuning.js'
import type { TuneWish } from './decide-tuning.js'

/** What a person insists on although something speaks against it; recorded in the audit entry. */
export type Insisting = {
  readonly withoutGo: boolean
  readonly restart: boolean
  readonly despiteLint: boolean
  /** `KEY=WORD`: this part of the corridor alone. Null: all of it. */
  readonly part: string | null
}

/** The plan that a rollout of a corridor would follow. */
export type StartPlan = {
  readonly plan: Plan
  readonly declaresAlpha: boolean
  /** Where it came from; absent or null: built in. */
  readonly file?: string | null
}

/** Null where a corridor's plan does not read: it is never replaced by another. */
export type StartPlanOf = (intent: string) => StartPlan | null

/** For whoever gives one plan for all corridors. */
export function startPlans(plans: Plan | StartPlanOf): StartPlanOf {
  return typeof plans === 'function' ? plans : () => ({ plan: plans, declaresAlpha: true })
}

/** What an operator can do to a corridor over HTTP, worked out on its state of that moment. */
export type OperatorActions = Readonly<
  Record<
    'kill' | 'resume' | 'promote' | 'demote' | 'incident' | 'rollout',
    (state: CorridorState, insisting: Insisting) => Promise<Decided>
  >
> & {
  /** Asks candidates for the confidence that is certified, or for `atLeast`. */
  readonly tune: (state: CorridorState, wish: TuneWish) => Promise<Decided>
}

/**
 * What the HTTP service's control endpoints ask of the store. A move between stages carries the
 * verdict of its moment, so that the audit trail shows what it rested on.
 *
 * @param plans What a rollout started from here follows, for all corridors or for each.
 */
export function operatorActions(
  app: App,
  plans: Plan | StartPlanOf,
  nowMs: () => number,
): OperatorActions {
  const startPlanOf = startPlans(plans)
  async function verdict(state: CorridorState): Promise<RolloutVerdict | null> {
    if (app.control === null) return null
    const question = { state, nowMs: nowMs(), staleMs: 0, anew: true }
    return (await app.control.desk.ask(judgeTask, question))?.verdict ?? null
  }
  return {
    kill: async () => ({ kind: 'action', action: { kind: 'kill' } }),
    resume: async (_, { part }) => ({
      kind: 'action',
      action: part === null ? { kind: 'resume' } : { kind: 'resume_part', part },
    }),
    promote: async (state, { withoutGo }) => decidePromotion(await verdict(state), withoutGo),
    demote: async (state, { part }) => ({
      kind: 'action',
      action:
        part === null
          ? { kind: 'demote', evidence: await verdict(state) }
          : { kind: 'demote_part', part },
    }),
    incident: async () => ({ kind: 'action', action: { kind: 'incident' } }),
    async rollout({ intent }, { restart, despiteLint }) {
      const start = startPlanOf(intent)
      const corridor = app.corridor(intent)?.lists ?? null
      if (start !== null) return decideRollout({ ...start, corridor, restart, despiteLint })
      const problem = 'the plan’s file does not read: `partial-trust plan lint` says why'
      return { kind: 'withheld', problem, verdict: null }
    },
    async tune(state, wish) {
      if (app.control !== null) return decideTuning(app.control, state, wish, nowMs())
      return { kind: 'withheld', problem: 'there is no live control', verdict: null }
    },
  }
}
