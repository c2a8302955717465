export { drillText } from './drill-report.js'
export type { DrillReport } from './drill-report.js'
export { runKillDrill } from './run-kill-drill.js'
export type { KillDrillOptions } from './run-kill-drill.js'
