import type { Status } from './status.js'

/** What one reason code tells an operator. */
export type ReasonCodeEntry = {
  /** The statuses a record with this code can have. */
  readonly statuses: readonly Status[]
  /** What happened, in one sentence. */
  readonly meaning: string
  /** What the operator on call should do about it. */
  readonly action: string
}

/**
 * The closed list of reason codes of SPEC section 3. Recorded in risk logs: add to the list,
 * never rename. A record of status `error` carries an {@link ErrorName} instead.
 */
export const reasonCodes = {
  config_invalid: {
    statuses: ['skipped'],
    meaning:
      'An environment variable or the configuration file does not parse, so the corridor is closed.',
    action:
      'Run `partial-trust config`: it names the variable and the problem. Correct it and restart.',
  },
  killed: {
    statuses: ['skipped'],
    meaning: 'The kill switch closed the corridor.',
    action:
      'Run `partial-trust audit` to see who closed it and why; `partial-trust resume` reopens it at the first stage.',
  },
  lease_expired: {
    statuses: ['skipped'],
    meaning:
      'The process could not refresh live control within its lease, so it withdrew trust by itself.',
    action:
      'Check that the control store answers (`partial-trust status`); the corridor reopens by itself when it does.',
  },
  store_lost: {
    statuses: ['skipped'],
    meaning:
      'The control store is gone although traces of it remain, so a kill may have been forgotten.',
    action:
      'Bring the store back (`partial-trust state restore`), or accept the new one: `partial-trust state adopt --reason …`.',
  },
  stage_closed: {
    statuses: ['skipped'],
    meaning:
      'The rollout stage is closed: a NO_GO, a demotion below the first stage, or the sentinel of this process.',
    action:
      'Read the verdict with `partial-trust gate` and `partial-trust status` before anyone reopens it.',
  },
  baseline_non_execute: {
    statuses: ['skipped'],
    meaning: 'The baseline asks back or declines, so there is nothing a candidate may replace.',
    action: 'None: this is normal traffic outside the corridor.',
  },
  corridor_mismatch: {
    statuses: ['skipped', 'fallback_deterministic', 'shadow'],
    meaning:
      'The baseline (skipped) or the candidate (fallback) reads another intent than the corridor allows.',
    action:
      'As skipped: none. As fallback: compare intents in `partial-trust analyze`; a rise means the prompt or the model drifted.',
  },
  capability_mismatch: {
    statuses: ['skipped'],
    meaning: 'The caller lacks the capability that the corridor needs.',
    action: 'None, unless callers should have it: then have them send the capability.',
  },
  not_sampled: {
    statuses: ['not_sampled'],
    meaning: 'The id lies outside the stable sample.',
    action: 'None: this is how most commands end.',
  },
  policy_disabled: {
    statuses: ['skipped'],
    meaning: 'The LLM policy is off, did not load, or has no route for the task and profile.',
    action:
      'Set LLM_POLICY_ENABLED=true, or mend the policy file that `partial-trust preflight` names.',
  },
  circuit_open: {
    statuses: ['skipped'],
    meaning: 'Too many recent candidates failed, so the model is left alone for a while.',
    action: 'Check the LLM endpoint; the circuit probes it again by itself.',
  },
  overloaded: {
    statuses: ['skipped'],
    meaning: 'As many candidates are under way as the bulkhead allows.',
    action:
      "Check the endpoint's latency; raise the corridor's bulkhead only if the endpoint can take more.",
  },
  budget_exhausted: {
    statuses: ['skipped'],
    meaning: 'The token or cost budget of the current window is spent.',
    action: "Wait for the next window, or raise the corridor's budget on purpose.",
  },
  empty_text: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The command's text, or the model's answer, is empty.",
    action: "If frequent, look at what callers send and at the model's token limit.",
  },
  timeout: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: 'The candidate did not arrive before the deadline.',
    action:
      'Compare latency_p95 with the deadline; a slower model needs a longer deadlineMs in the corridor’s registration or does not fit.',
  },
  llm_unavailable: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The endpoint could not be reached or answered that it is overloaded (connection error, 429, 5xx).',
    action: 'Check the endpoint, the network and the rate limit.',
  },
  llm_error: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The endpoint refused the request or the provider library failed (other 4xx, an unreadable protocol answer).',
    action: 'Check LLM_API_KEY, the model name and LLM_BASE_URL.',
  },
  model_refused: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The model declined to answer, or a content filter stopped it. It is asked no second time.',
    action:
      "Read the provider's content policy beside what the prompt sends; a rise means that either changed.",
  },
  incomplete: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The model stopped before its answer was finished (token limit, a tool call, an unknown finish reason), whatever its text looks like.',
    action:
      "Raise the route's max_tokens or max_completion_tokens; thinking models spend it before they answer.",
  },
  invalid_json: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The model's answer is not JSON.",
    action:
      "Check that the model supports structured output; add a repair_retry to the policy's fallback chain.",
  },
  schema_validation_failed: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The model's answer is JSON of another shape than the candidate schema.",
    action: 'As invalid_json; a rise after a change means the prompt and the schema disagree.',
  },
  invalid_schema: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: 'The candidate holds an action, key or value that the corridor does not allow.',
    action: "Compare with the corridor's candidate definition; a rise means the prompt drifted.",
  },
  invalid_item_name: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: 'A name in the candidate is empty or longer than the corridor allows.',
    action: 'None if rare; a rise means that the model copies whole sentences.',
  },
  list_id_unknown: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: 'The candidate names a list that the command does not have.',
    action: 'None if rare; a rise means that the model invents lists.',
  },
  low_confidence: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The candidate's confidence is below the threshold or not a number from 0 to 1.",
    action: 'See `partial-trust calibrate` before moving the threshold.',
  },
  rule_refused: {
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "An acceptance rule of the corridor's own refused the candidate.",
    action: "See the corridor's definition for its rules.",
  },
  accepted: {
    statuses: ['accepted_llm', 'shadow'],
    meaning: 'The candidate passed every rule; in live mode it replaced the baseline.',
    action: 'None.',
  },
} as const satisfies Record<string, ReasonCodeEntry>

export type ReasonCode = keyof typeof reasonCodes

/** Codes with which a candidate can fail to arrive or to parse (check 9). */
export const attemptFailures = [
  'empty_text',
  'timeout',
  'llm_unavailable',
  'llm_error',
  'model_refused',
  'incomplete',
  'invalid_json',
  'schema_validation_failed',
] as const satisfies readonly ReasonCode[]
export type AttemptFailure = (typeof attemptFailures)[number]

/** Codes with which an acceptance rule can refuse a candidate (check 10). */
export const refusals = [
  'corridor_mismatch',
  'invalid_schema',
  'invalid_item_name',
  'list_id_unknown',
  'low_confidence',
  'rule_refused',
] as const satisfies readonly ReasonCode[]
export type Refusal = (typeof refusals)[number]
