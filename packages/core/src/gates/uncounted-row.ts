import type { GateRow } from './verdict.js'

/** The row of a gate whose metric nobody counted: it neither proves nor stops anything. */
export function uncountedRow(
  name: string,
  direction: GateRow['direction'],
  threshold: number | null,
): GateRow {
  return {
    name,
    direction,
    s: 0,
    n: 0,
    estimate: null,
    lower: 0,
    upper: 1,
    threshold,
    log_e: null,
    verdict: 'INSUFFICIENT',
    needs: null,
  }
}
