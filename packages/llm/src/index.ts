export { candidateSource } from './candidate-source.js'
export type { CandidateSourceOptions } from './candidate-source.js'
export type {
  AskableLanguageModel,
  ChatModel,
  LanguageModelAnswer,
  LanguageModelCall,
  LanguageModelSettings,
  ModelMessage,
} from './model-interface.js'
export type { LoadPolicyOptions, LoadedPolicy } from './policy/load-policy.js'
export type { LlmPolicy } from './policy/llm-policy.js'
export { missingRoute } from './missing-route.js'
export { problemText } from './policy/policy-problem.js'
export type { PolicyProblem } from './policy/policy-problem.js'
export type { Llm, LlmOptions } from './open-llm.js'
export type { Probe } from './probe.js'
export { failureCauses } from './endpoint-failure.js'
export type { FailureCause } from './endpoint-failure.js'
export { AskFailure } from './ask/ask-failure.js'
export { askerOf } from './ask/ask-function.js'
export type {
  AskFunction,
  AskSignals,
  Asker,
  AskerKind,
  AskerParts,
  OpenedAsker,
} from './ask/asker.js'
export { decisionModel } from './ask/decision-model.js'
export type {
  AskableDecisionModel,
  DecisionAnswer,
  DecisionModelOptions,
  DecisionQuestion,
  DecisionState,
} from './ask/decision-model.js'
export { languageModel } from './ask/language-model.js'
export type { LanguageModelOptions } from './ask/language-model.js'
export { policy } from './ask/policy.js'
export type { PolicyOptions } from './ask/policy.js'
export { callChannelName } from './traced-call.js'
export type { CallEnd, CallTrace } from './traced-call.js'
export type { EffectiveRoute } from './routes.js'
export type { PolicyRoute } from './policy/route-schema.js'
export type { Tokens } from './exchange.js'
