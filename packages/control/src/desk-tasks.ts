import { chooseTuning } from '@partial-trust/core'
import type { Plan, TuningAnswer, TuningChoice } from '@partial-trust/core'
import type { LedgerAnswer } from './audit-ledger.js'
import type { CorridorState } from './control-state.js'
import { StoreUnavailableError } from './control-store.js'
import type { StoredStudy, Study, Task } from './desk.js'
import { evidenceHorizon } from './evidence-horizon.js'
import type { Horizon } from './evidence-store.js'
import { planInForce } from './judge-rollout.js'
import { rolloutConfidence } from './rollout-confidence.js'
import type { Judged } from './rollout-judge.js'

const module = new URL('./desk-worker.js', import.meta.url).href

export type JudgeQuestion = {
  readonly state: CorridorState
  /** Wall time in ms since 1970. */
  readonly nowMs: number
  /** How old the counts may be, in ms. */
  readonly staleMs: number
  /** Whether a verdict of a moment ago will not do. */
  readonly anew: boolean
}

/** The one verdict on a rollout, and what follows from it; null without one. */
export const judgeTask: Task<JudgeQuestion, Judged | null> = {
  module,
  name: 'judge',
  async run(study, { state, nowMs, staleMs, anew }) {
    if (state.rollout === null) return null
    const { judge } = stored(study)
    await study.counts.refresh(staleMs)
    return judge.judge(state, nowMs, anew)
  },
}

/** One slice of tidying; true while there is more. */
export const tidyTask: Task<{ readonly nowMs: number }, boolean> = {
  module,
  name: 'tidy',
  run: (study, { nowMs }) => tidySlice(stored(study), nowMs),
}

export type AuditTaskQuestion = {
  /** Null: every corridor's entries. */
  readonly intent: string | null
  readonly limit: number
  /** How long to wait for the whole chain to be gone through, in ms. */
  readonly patienceMs: number
}

/** The newest entries of the audit trail, and whether the whole of it holds. */
export const auditTask: Task<AuditTaskQuestion, LedgerAnswer> = {
  module,
  name: 'audit',
  run: (study, { intent, limit, patienceMs }) =>
    stored(study).ledger.look(intent, limit, patienceMs),
}

export type TuneQuestion = { readonly choice: TuningChoice; readonly nowMs: number }

/** The loosest certified confidence threshold, on what all processes counted. */
export const tuneTask: Task<TuneQuestion, TuningAnswer> = {
  module,
  name: 'tune',
  async run(study, { choice, nowMs }) {
    await study.counts.refresh()
    const counts = study.counts.of(choice.corridor)
    return chooseTuning(rolloutConfidence({ intent: choice.corridor }, counts, nowMs), choice)
  },
}

export const deskTasks = {
  judge: judgeTask,
  tidy: tidyTask,
  audit: auditTask,
  tune: tuneTask,
}

/** One slice of what may be put together now; true while there is more. */
async function tidySlice(
  { store, evidence }: Pick<StoredStudy, 'store' | 'evidence'>,
  nowMs: number,
): Promise<boolean> {
  return evidence.tidy(await horizonOf(store, nowMs))
}

/** What of a store may be put together or let go of at this moment. */
export async function horizonOf(store: StoredStudy['store'], nowMs: number): Promise<Horizon> {
  const { corridors } = await store.read()
  const plans = new Map<string, Plan>()
  for (const state of corridors.values()) {
    const plan = await planInForce(state, store)
    if (plan !== null) plans.set(state.intent, plan)
  }
  const planOf = ({ intent }: CorridorState): Plan | null => plans.get(intent) ?? null
  return evidenceHorizon(corridors.values(), planOf, nowMs)
}

function stored(study: Study): StoredStudy {
  if (study.stored !== null) return study.stored
  throw new StoreUnavailableError('none', 'nothing is stored here')
}
