export { configProblem } from './config-problem.js'
export { defineConfig } from './define-config.js'
export type { PartialTrustConfig, SignalsConfig, WebhookConfig } from './define-config.js'
export { ownSettings } from './own-settings.js'
export type { CorridorOwn } from './own-settings.js'
export { registerCorridor } from './register-corridor.js'
export type { CorridorRegistration, Examples } from './register-corridor.js'
export type {
  AskedPerDecision,
  CommandProblem,
  JsonSchema,
  OpenedCorridor,
  RegisteredCorridor,
  RuntimeParts,
  Validation,
} from './registered-corridor.js'
export { createDecisionTally } from './decision-tally.js'
export { gitCommit } from './edge/git-commit.js'
export { idPseudonym } from './edge/id-pseudonym.js'
export { makeFolderSync } from './edge/make-folder.js'
export { newInstance, randomIds } from './edge/random-ids.js'
export { decisionChannelName, traced } from './edge/traced-decision.js'
export type { DecisionTrace } from './edge/traced-decision.js'
export { systemClock } from './edge/system-clock.js'
export type { RiskLog, RiskLogOptions, RiskLogStats } from './risk-log/risk-log.js'
export { errorCode } from './risk-log/error-code.js'
export { openRiskLog } from './risk-log/risk-log.js'
export type { DecisionTally, Ending } from './decision-tally.js'
