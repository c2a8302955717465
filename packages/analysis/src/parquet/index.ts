export { exportLog, type ExportResult } from './export-log.js'
export { cellsOfParquet, readCellsParquet, writeCellsParquet } from './parquet-cells.js'
