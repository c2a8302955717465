export { gateLog, gateTally } from './gate-log.js'
export type { GateQuestion } from './gate-log.js'
export { renderVerdict } from './render-verdict.js'
