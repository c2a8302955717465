export { adrPath, analyzerPath, gatherFacts } from './gather-facts.js'
export type { GatherOptions } from './gather-facts.js'
export { readPolicy } from './read-policy.js'
export type {
  ControlFacts,
  DocumentFact,
  DocumentFacts,
  EndpointFact,
  PlanFacts,
  PolicyFacts,
  PreflightFacts,
  VerificationFacts,
} from './facts.js'
export { preflight, preflightText } from './preflight.js'
export type { PreflightReport } from './preflight.js'
export type { Finding, Part } from './finding.js'
