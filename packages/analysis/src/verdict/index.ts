export { gateLog, gateTally } from './gate-log.js'
export type { GateQuestion, LogVerdict } from './gate-log.js'
export {
  corridorOf,
  listed,
  requireRecords,
  requireStageRecords,
  requireSubject,
} from './log-subject.js'
export type { LogSubject } from './log-subject.js'
export { partsOfTally, requirePartKeys } from './parts-of-tally.js'
export { renderParts } from './render-parts.js'
export { percent, renderVerdict, table } from './render-verdict.js'
export { renderSource, verdictSource } from './verdict-source.js'
export type { SourceQuestion, VerdictSource } from './verdict-source.js'
