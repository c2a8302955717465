export { openRiskLog } from './risk-log.js'
export type { RiskLog, RiskLogOptions, RiskLogStats } from './risk-log.js'
