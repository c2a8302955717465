export { confidenceSequence, logLimit, lowerBound, oneSidedBounds, upperBound } from './bounds.js'
export type { Bounds } from './bounds.js'
export {
  evidenceAbove,
  evidenceBelow,
  evidenceFor,
  logEvidenceAbove,
  logEvidenceBelow,
} from './evidence.js'
export type { Direction, Evidence } from './evidence.js'
