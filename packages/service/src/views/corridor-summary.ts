import { bucketMs, readMetrics } from '@partial-trust/core'
import type { Counts } from '@partial-trust/core'
import type { CorridorState, CorridorStatus } from '@partial-trust/control'
import { bucketColumns, bucketOf, inSteps, settleColumns } from './bucket-columns.js'
import { followedPlan } from './followed-plan.js'
import { judgementOf } from './judgement-of.js'
import type { ViewSources } from './view-sources.js'
import type { CorridorSummary, CountsView, Standing, TrendView } from './view-types.js'

const dayMs = 86_400_000
const trendStepMs = 15 * 60_000

/** One corridor as the overview shows it. */
export async function corridorSummary(
  sources: ViewSources,
  status: CorridorStatus,
  state: CorridorState,
): Promise<CorridorSummary> {
  const { intent } = status
  const plan = await followedPlan(sources, state)
  const judgement = await judgementOf(sources, state)
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
    entered_at: status.entered_at,
    stages: (plan?.stages ?? []).map(({ name, rate }) => ({ name, rate })),
    epoch: status.epoch,
    version: status.version,
    changed_at: status.changed_at,
    changed_by: status.changed_by,
    why: status.why,
    verdict: judgement === null ? null : judgement.verdict,
    day: lastDay(sources, intent),
    answers: answers(sources, intent),
    trend: trend(sources, intent),
  }
}

/** A kill is said before anything else: it holds whatever else is switched on again. */
function standingOf({ killed, closed, effective_rate: rate, mode }: CorridorStatus): Standing {
  if (killed) return 'killed'
  if (closed === 'off' || closed === 'corridor_mismatch') return 'off'
  if (rate === 0) return 'closed'
  return mode === 'shadow' ? 'shadow' : 'open'
}

function answers({ app }: ViewSources, intent: string): CorridorSummary['answers'] {
  let [total, byLlm] = [0, 0]
  for (const { corridor, status, count } of app.tally.entries()) {
    if (corridor !== intent) continue
    total += count
    if (status === 'accepted_llm') byLlm += count
  }
  return { total, by_llm: byLlm }
}

function lastDay({ metrics, nowMs }: ViewSources, intent: string): CountsView {
  const since = bucketOf(nowMs() - dayMs)
  return countsView(
    readMetrics(metrics.of(intent), ({ bucket }) => bucket !== null && bucket >= since),
  )
}

function countsView(counts: Counts): CountsView {
  return {
    eligible: counts.eligible,
    sampled: counts.sampled,
    attempts: counts.attempts,
    judged: counts.judged,
    errors: counts.errors,
    timeouts: counts.timeouts,
    accepted: counts.accepted,
    compared: counts.compared,
    intent_mismatch: counts.intentMismatch,
    entity_key_mismatch: counts.entityKeyMismatch,
    metered: counts.metered,
    input_tokens: counts.inputTokens,
    output_tokens: counts.outputTokens,
  }
}

/** In quarters of an hour; in a corridor's first hours finer, so that there is something to see. */
function trend({ metrics, nowMs }: ViewSources, intent: string): TrendView {
  const cells = metrics.of(intent)
  const end = bucketOf(nowMs())
  let earliest = end
  for (const { key } of cells.cells.values()) {
    if (key.bucket !== null && key.bucket < earliest) earliest = key.bucket
  }
  const first = Math.max(earliest, end - dayMs / bucketMs)
  const width = Math.max(
    1,
    Math.ceil((end - first) / 96),
    Math.min(trendStepMs / bucketMs, Math.floor((end - first) / 48)),
  )
  const columns = bucketColumns(cells, ['started', 'attempts', 'errors'], { first, end })
  settleColumns(columns)
  return {
    from: new Date(first * bucketMs).toISOString(),
    step_ms: width * bucketMs,
    s: inSteps(columns.errors, width),
    n: inSteps(columns.attempts, width),
  }
}
