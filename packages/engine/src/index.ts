export type {
  AskedPerDecision,
  CommandProblem,
  CorridorOwn,
  CorridorRegistration,
  Examples,
  JsonSchema,
  OpenedCorridor,
  PartialTrustConfig,
  RegisteredCorridor,
  RuntimeParts,
  SignalsConfig,
  Validation,
  WebhookConfig,
} from './corridor-registration.js'
export { configProblem } from './config-problem.js'
export { defineConfig, ownSettings, registerCorridor } from './corridor-registration.js'
export { createDecisionTally } from './decision-tally.js'
export { gitCommit } from './edge/git-commit.js'
export { idPseudonym } from './edge/id-pseudonym.js'
export { makeFolderSync } from './edge/make-folder.js'
export { newInstance, randomIds } from './edge/random-ids.js'
export { decisionChannel, traced } from './edge/traced-decision.js'
export type { DecisionTrace } from './edge/traced-decision.js'
export { systemClock } from './edge/system-clock.js'
export type { RiskLog, RiskLogOptions, RiskLogStats } from './risk-log/risk-log.js'
export { openRiskLog } from './risk-log/risk-log.js'
export type { DecisionTally, Ending } from './decision-tally.js'
