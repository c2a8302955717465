export type { CellLine, SourceLine } from './cell-line.js'
export { cellMetrics, latencyMetrics } from './cell-metrics.js'
export { foldCells } from './fold-cells.js'
export { tallyCells } from './tally-cells.js'
