import type { Cell, CellKey, Metrics } from '@partial-trust/core'
import type { LogTally } from './log-tally.js'

/** The evidence of a tally in the form that gates read. Its cells are views: read it, then forget it. */
export function tallyMetrics(tally: LogTally): Metrics {
  const cells = new Map<string, Cell>()
  for (const [index, { cohort, untimed }] of tally.cohorts.entries()) {
    const key: CellKey = { ...cohort, instance: 'log', bucket: null }
    cells.set(`${index}`, { key, vector: untimed })
  }
  for (const { cohort, bucket, vector } of tally.cells.cells()) {
    const fields = tally.cohorts[cohort]?.cohort
    if (fields === undefined) continue
    cells.set(`${cohort} ${bucket}`, { key: { ...fields, instance: 'log', bucket }, vector })
  }
  return { cells }
}
