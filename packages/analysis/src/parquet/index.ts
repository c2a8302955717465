export { exportLog, type ExportResult } from './export-log.js'
export { cellsOfParquet, readCellsParquet, writeCellsParquet } from './parquet-cells.js'
export type { ExportedPart } from './export-manifest.js'
