export { gateLog, gateTally } from './gate-log.js'
export type { GateQuestion } from './gate-log.js'
export { percent, renderVerdict, table } from './render-verdict.js'
