/**
 * Every name that OpenTelemetry gives a meaning, as a literal, with where it comes from. Nothing else in
 * the product spells one. Left out on purpose, being content or still under discussion:
 * `gen_ai.input.messages`, `gen_ai.output.messages`, `gen_ai.system_instructions`,
 * `gen_ai.tool.definitions`, `gen_ai.evaluation.*`, `feature_flag.context.id` (an id of a person or order).
 */
export const names = {
  /** Semantic conventions 1.44, registry/attributes/error.md: stable. */
  errorType: 'error.type',
  /** GenAI conventions (since 1.41 in semantic-conventions-genai), spans and metrics: development. */
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  tokenType: 'gen_ai.token.type',
  operationDuration: 'gen_ai.client.operation.duration',
  tokenUsage: 'gen_ai.client.token.usage',
  /** Semantic conventions 1.44, feature-flags/feature-flags-events.md: release candidate. */
  flagEvaluation: 'feature_flag.evaluation',
  flagKey: 'feature_flag.key',
  flagVariant: 'feature_flag.result.variant',
  flagReason: 'feature_flag.result.reason',
  flagProvider: 'feature_flag.provider.name',
  flagVersion: 'feature_flag.version',
  /** Ours: the fields of a risk record. */
  corridor: 'partial_trust.corridor',
  status: 'partial_trust.status',
  reasonCode: 'partial_trust.reason_code',
  sampled: 'partial_trust.sampled',
  stage: 'partial_trust.stage',
  epoch: 'partial_trust.epoch',
  mode: 'partial_trust.mode',
  traceId: 'partial_trust.trace_id',
  decisions: 'partial_trust.decisions',
} as const

/** Buckets in seconds, as the GenAI conventions advise for {@link names.operationDuration}. */
export const durationEdges = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
]

/** Buckets in tokens, as they advise for {@link names.tokenUsage}. */
export const tokenEdges = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
]
