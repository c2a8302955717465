import { counterNames, latencyEdges, type Counter } from '@partial-trust/core/metrics'
import { latencyMetrics } from '../cell-metrics.js'
import { hasBit } from './endings.js'

/** Of a candidate without a latency: above every bin. */
export const unmeasuredMs = 1e12

/** The deadline of records that name none: the seed system's. */
const unnamedDeadlineMs = 200

const timed = `counted AND NOT (latency IS NULL AND NOT ${hasBit('judged')})`
const timedOut = hasBit('timeout')
const isWhole = 'decides_otherwise IS NOT NULL AND acts_otherwise IS NOT NULL'

/**
 * What each counter adds up, over the columns that `cells-query.ts` reads of a record: the core's
 * `countDecision`. One that is not here, a log of records does not have.
 */
const counterConditions: { readonly [name in Counter]?: string } = {
  eligible: hasBit('eligible'),
  sampled: hasBit('sampled'),
  attempts: 'counted',
  judged: `counted AND ${hasBit('judged')}`,
  errors: `counted AND ${hasBit('error')}`,
  timeouts: `counted AND ${timedOut}`,
  deadlineExceeded: `${timed} AND (${timedOut} OR measured > COALESCE(deadline_ms, ${unnamedDeadlineMs}))`,
  compared: 'counted AND is_compared',
  intentMismatch: 'counted AND is_compared AND reads_otherwise',
  entityKeyMismatch: 'counted AND is_compared AND fills_otherwise',
  comparedInFull: `counted AND is_compared AND ${isWhole}`,
  decisionTypeMismatch: `counted AND is_compared AND ${isWhole} AND decides_otherwise`,
  disagreement: `counted AND is_compared AND ${isWhole} AND (reads_otherwise OR fills_otherwise OR decides_otherwise OR acts_otherwise)`,
  accepted: `counted AND ${hasBit('accepted')}`,
  metered: 'counted AND (tokens_in IS NOT NULL OR tokens_out IS NOT NULL)',
  inputTokens: 'counted AND tokens_in IS NOT NULL',
  outputTokens: 'counted AND tokens_out IS NOT NULL',
}

const amounts: { readonly [name in Counter]?: string } = {
  inputTokens: 'tokens_in',
  outputTokens: 'tokens_out',
}

/** `SUM(…) AS "attempts"` for every counter that records have. */
export const counterSums: readonly string[] = counterNames.flatMap((name) => {
  const condition = counterConditions[name]
  return condition === undefined ? [] : [sum(condition, name, amounts[name])]
})

/** The same for every bin of latency, under the name of its metric. */
export const latencySums: readonly string[] = latencyMetrics.map((name, bin) => {
  const [above, upTo] = [latencyEdges[bin - 1], latencyEdges[bin]]
  const inside = [
    ...(above === undefined ? [] : [`measured > ${above}`]),
    ...(upTo === undefined ? [] : [`measured <= ${upTo}`]),
  ]
  return sum([`${timed} AND NOT ${timedOut}`, ...inside].join(' AND '), name)
})

/** The sum of a counter as it stands in the fold; `0` of one that records do not have. */
export function countOf(name: Counter): string {
  return counterConditions[name] === undefined ? '0' : `"${name}"`
}

function sum(condition: string, name: string, amount = '1'): string {
  return `SUM(CASE WHEN ${condition} THEN ${amount} ELSE 0 END) AS "${name}"`
}
