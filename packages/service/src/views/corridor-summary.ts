import type { Asked, CorridorState, CorridorStatus } from '@partial-trust/control'
import { verdictInShort } from '@partial-trust/host'
import { summaryTask } from '../view-tasks.js'
import { followedPlan } from './followed-plan.js'
import type { ViewSources } from './view-sources.js'
import type { CorridorSummary, Standing, WaitingView } from '../view-types/index.js'

/** One corridor as the overview shows it. */
export async function corridorSummary(
  sources: ViewSources,
  status: CorridorStatus,
  state: CorridorState,
): Promise<CorridorSummary> {
  const { intent } = status
  const plan = await followedPlan(sources, state)
  const { judged, day, answers, trend } = await sources.desk.ask(summaryTask, {
    state,
    nowMs: sources.nowMs(),
  })
  return {
    intent,
    standing: standingOf(status),
    effective_rate: status.effective_rate,
    set_by: status.set_by,
    closed: status.closed,
    mode: status.mode,
    mode_set_by: status.mode_set_by,
    deadline_ms: status.deadline_ms,
    deadline_set_by: status.deadline_set_by,
    asked_per_decision: status.asked_per_decision,
    killed: status.killed,
    stage: status.stage,
    stage_rate: status.stage_rate,
    stage_closed: status.stage_closed,
    parts_closed: status.parts_closed.map(({ part, at, by, reason }) => ({ part, at, by, reason })),
    entered_at: status.entered_at,
    stages: (plan?.stages ?? []).map(({ name, rate }) => ({ name, rate })),
    epoch: status.epoch,
    version: status.version,
    changed_at: status.changed_at,
    changed_by: status.changed_by,
    why: status.why,
    waiting: waitingView(status.waiting),
    approvals: plan?.approvals ?? 1,
    verdict: judged === null ? null : verdictInShort(judged.verdict),
    day,
    answers,
    trend,
  }
}

function waitingView(asked: Asked | null): WaitingView | null {
  if (asked === null) return null
  const { plan: _digest, ...shown } = asked
  return shown
}

/** A kill is said before anything else: it holds whatever else is switched on again. */
function standingOf({ killed, closed, effective_rate: rate, mode }: CorridorStatus): Standing {
  if (killed) return 'killed'
  if (closed === 'off' || closed === 'corridor_mismatch') return 'off'
  if (rate === 0) return 'closed'
  return mode === 'shadow' ? 'shadow' : 'open'
}
