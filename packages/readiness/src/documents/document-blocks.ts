import type { Plan } from '@partial-trust/core'
import type { Blocks } from './generated-blocks.js'
import type { CorridorReasons } from '../tables.js'
import { lintText, reasonsTable, stagesTable, thresholdsTable, variablesTable } from '../tables.js'

/** Every part that documents may have rendered for them. */
export function documentBlocks(plan: Plan, corridors: readonly CorridorReasons[]): Blocks {
  return new Map([
    ['variables', variablesTable()],
    ['stages', stagesTable(plan)],
    ['thresholds', thresholdsTable(plan)],
    ['reasons', reasonsTable(corridors)],
    ['lint', lintText(plan)],
  ])
}
