import { burstDetectorRows, burstRows, delayRows, detectorBudgetRows } from './detector-rows.ts'
import { epochRows, partRows } from './budget-rows.ts'
import { costRows } from './cost-rows.ts'
import { acceptanceRows, dependenceGroups } from './dependence-rows.ts'
import { exactRows } from './exact-rows.ts'
import { priceGroups, type PriceRow } from './price.ts'
import type { Effort, Row } from './row.ts'
import { outcomeGroups, thresholdRows } from './statistic-rows.ts'

/** Every row of the table, in groups that know nothing of one another: each can be measured on any thread. */
const rowGroups: readonly ((effort: Effort) => Iterable<Row>)[] = [
  exactRows,
  delayRows,
  detectorBudgetRows,
  burstRows,
  burstDetectorRows,
  ...dependenceGroups,
  acceptanceRows,
  partRows,
  epochRows,
  ...outcomeGroups,
  thresholdRows,
  // Last, when the others have ended: it measures time.
  costRows,
]

/** What one group comes to. */
export type Measured = { readonly rows: readonly Row[]; readonly prices: readonly PriceRow[] }

export const groupCount: number = rowGroups.length + priceGroups.length

/** @param index From 0; the price comes before the last group, which measures time. */
export function measureGroup(index: number, effort: Effort): Measured {
  const last = rowGroups.length - 1
  const prices = priceGroups[index - last]
  if (prices !== undefined) return { rows: [], prices: [...prices(effort)] }
  const group = rowGroups[Math.min(index, last)]
  return { rows: group === undefined ? [] : [...group(effort)], prices: [] }
}

/** All of it, one after the other. */
export function measureAll(effort: Effort): Measured {
  const all = Array.from({ length: groupCount }, (_, index) => measureGroup(index, effort))
  return { rows: all.flatMap(({ rows }) => rows), prices: all.flatMap(({ prices }) => prices) }
}
