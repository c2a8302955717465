import {
  counterNames,
  counterRows,
  latencyEdges,
  unnamedDeadlineMs,
  type Counter,
  type Mark,
} from '@partial-trust/core/metrics'
import { latencyMetrics } from '../cell-metrics.js'
import { hasBit } from './endings.js'

/** Of a candidate without a latency: above every bin. */
export const unmeasuredMs = 1e12

const timed = `counted AND NOT (latency IS NULL AND NOT ${hasBit('judged')})`
const timedOut = hasBit('timeout')

/** The core's marks over the columns that `cells-query.ts` reads of a record. */
const marks: Readonly<Record<Mark, string>> = {
  eligible: hasBit('eligible'),
  sampled: hasBit('sampled'),
  attempt: 'counted',
  judged: hasBit('judged'),
  error: hasBit('error'),
  timeout: timedOut,
  accepted: hasBit('accepted'),
  late: `${timed} AND (${timedOut} OR measured > COALESCE(deadline_ms, ${unnamedDeadlineMs}))`,
  compared: 'is_compared',
  comparedInFull: 'decides_otherwise IS NOT NULL AND acts_otherwise IS NOT NULL',
  readsOtherwise: 'reads_otherwise',
  fillsOtherwise: 'fills_otherwise',
  decidesOtherwise: 'decides_otherwise',
  actsOtherwise: 'acts_otherwise',
  metered: '(tokens_in IS NOT NULL OR tokens_out IS NOT NULL)',
}

const amounts = { inputTokens: 'COALESCE(tokens_in, 0)', outputTokens: 'COALESCE(tokens_out, 0)' }

/** When a record raises a counter; null of one that a log of records does not have. */
function conditionOf(name: Counter): string | null {
  const { all, any = [] } = counterRows[name]
  if (all === undefined) return null
  const some = any.map((mark) => marks[mark]).join(' OR ')
  return [...all.map((mark) => marks[mark]), ...(some === '' ? [] : [`(${some})`])].join(' AND ')
}

/** `SUM(…) AS "attempts"` for every counter that records have. */
export const counterSums: readonly string[] = counterNames.flatMap((name) => {
  const condition = conditionOf(name)
  const { adds } = counterRows[name]
  return condition === null ? [] : [sum(condition, name, adds && amounts[adds])]
})

/** The bin of latency that a candidate falls in; null of what has none. */
export const latencyBinOf: string = `CASE WHEN ${timed} AND NOT ${timedOut} THEN CASE ${latencyEdges
  .map((upTo, bin) => `WHEN measured <= ${upTo} THEN ${bin}`)
  .join(' ')} ELSE ${latencyEdges.length} END END`

/** The same for every bin of latency, under the name of its metric. */
export const latencySums: readonly string[] = latencyMetrics.map((name, bin) =>
  sum(`latency_bin = ${bin}`, name),
)

/** The sum of a counter as it stands in the fold; `0` of one that records do not have. */
export function countOf(name: Counter): string {
  return counterRows[name].all === undefined ? '0' : `"${name}"`
}

function sum(condition: string, name: string, amount = '1'): string {
  return `SUM(CASE WHEN ${condition} THEN ${amount} ELSE 0 END) AS "${name}"`
}
