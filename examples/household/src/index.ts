export { candidateSchema } from './contracts/candidate-schema.js'
export { commandSchema } from './contracts/command-schema.js'
export { contractVersion } from './contracts/contract-version.js'
export { decisionSchema } from './contracts/decision-schema.js'
export { validateCommand, validateDecision } from './contracts/validation.js'
export type { Invalid, Problem } from './contracts/validation.js'
export type { CandidateItem, HouseholdCandidate } from './household-candidate.js'
export { capabilities } from './household-command.js'
export type {
  Capability,
  HouseholdCommand,
  HouseholdContext,
  ShoppingList,
} from './household-command.js'
export { householdCorridor } from './household-corridor.js'
export type {
  DecisionBody,
  HouseholdDecision,
  ProposedAction,
  ShoppingItem,
  Task,
} from './household-decision.js'
export { demoUtterances } from './demo-utterances.js'
export type { Utterance } from './demo-utterances.js'
export { householdTraffic, shoppingShare } from './demo-traffic.js'
export type { DemoCommand } from './demo-traffic.js'
