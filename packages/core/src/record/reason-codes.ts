import type { ErrorName } from './error-name.js'
import type { Status } from './status.js'
import { ownName } from './traits.js'

/**
 * Where a decision ended: the corridor was `closed` (checks 2, 3), the command lay `outside` of it or of
 * its sample (4 to 6), the model was left `unasked` (7, 8), the `attempt` failed (9), the candidate met a
 * `refusal` (10), or was `accepted`.
 */
export type ReasonRole = 'closed' | 'outside' | 'unasked' | 'attempt' | 'refusal' | 'accepted'

/** What one reason code tells an operator. */
export type ReasonCodeEntry = {
  readonly role: ReasonRole
  /** The statuses a record with this code can have. */
  readonly statuses: readonly Status[]
  /** What happened, in one sentence. */
  readonly meaning: string
  /** What the operator on call should do about it. */
  readonly action: string
}

/**
 * The built-in reason codes of SPEC section 3, one row each. Recorded in risk logs: add a row,
 * never rename one. A corridor adds its own for its acceptance rules. A record of status `error` carries an {@link ErrorName} instead.
 */
export const reasonCodes = {
  config_invalid: {
    role: 'closed',
    statuses: ['skipped'],
    meaning:
      'An environment variable or the configuration file does not parse, so the corridor is closed.',
    action:
      'Run `partial-trust config`: it names the variable and the problem. Correct it and restart.',
  },
  killed: {
    role: 'closed',
    statuses: ['skipped'],
    meaning: 'The kill switch closed the corridor.',
    action:
      'Run `partial-trust audit` to see who closed it and why; `partial-trust resume` reopens it at the first stage.',
  },
  lease_expired: {
    role: 'closed',
    statuses: ['skipped'],
    meaning:
      'The process could not refresh live control within its lease, so it withdrew trust by itself.',
    action:
      'Check that the control store answers (`partial-trust status`); the corridor reopens by itself when it does.',
  },
  store_lost: {
    role: 'closed',
    statuses: ['skipped'],
    meaning:
      'The control store is gone although traces of it remain, so a kill may have been forgotten.',
    action:
      'Bring the store back (`partial-trust state restore`), or accept the new one: `partial-trust state adopt --reason …`.',
  },
  stage_closed: {
    role: 'closed',
    statuses: ['skipped'],
    meaning:
      'The rollout stage is closed: a NO_GO, a demotion below the first stage, or the sentinel of this process.',
    action:
      'Read the verdict with `partial-trust gate` and `partial-trust status` before anyone reopens it.',
  },
  baseline_non_execute: {
    role: 'outside',
    statuses: ['skipped'],
    meaning: 'The baseline asks back or declines, so there is nothing a candidate may replace.',
    action: 'None: this is normal traffic outside the corridor.',
  },
  corridor_mismatch: {
    role: 'refusal',
    statuses: ['skipped', 'fallback_deterministic', 'shadow'],
    meaning:
      'The baseline (skipped) or the candidate (fallback) reads another intent than the corridor allows.',
    action:
      'As skipped: none. As fallback: compare intents in `partial-trust analyze`; a rise means the prompt or the model drifted.',
  },
  capability_mismatch: {
    role: 'outside',
    statuses: ['skipped'],
    meaning: 'The caller lacks the capability that the corridor needs.',
    action: 'None, unless callers should have it: then have them send the capability.',
  },
  not_sampled: {
    role: 'outside',
    statuses: ['not_sampled'],
    meaning: 'The id lies outside the stable sample.',
    action: 'None: this is how most commands end.',
  },
  policy_disabled: {
    role: 'unasked',
    statuses: ['skipped'],
    meaning: 'The LLM policy is off, did not load, or has no route for the task and profile.',
    action:
      'Set LLM_POLICY_ENABLED=true, or mend the policy file that `partial-trust preflight` names.',
  },
  circuit_open: {
    role: 'unasked',
    statuses: ['skipped'],
    meaning: 'Too many recent candidates failed, so the model is left alone for a while.',
    action: 'Check the LLM endpoint; the circuit probes it again by itself.',
  },
  overloaded: {
    role: 'unasked',
    statuses: ['skipped'],
    meaning: 'As many candidates are under way as the bulkhead allows.',
    action:
      "Check the endpoint's latency; raise the corridor's bulkhead only if the endpoint can take more.",
  },
  budget_exhausted: {
    role: 'unasked',
    statuses: ['skipped'],
    meaning: 'The token or cost budget of the current window is spent.',
    action: "Wait for the next window, or raise the corridor's budget on purpose.",
  },
  empty_text: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The command's text, or the model's answer, is empty.",
    action: "If frequent, look at what callers send and at the model's token limit.",
  },
  timeout: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: 'The candidate did not arrive before the deadline.',
    action:
      'Compare latency_p95 with the deadline; a slower model needs a longer deadlineMs in the corridor’s registration or does not fit.',
  },
  llm_unavailable: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The endpoint could not be reached or answered that it is overloaded (connection error, 429, 5xx).',
    action: 'Check the endpoint, the network and the rate limit.',
  },
  llm_error: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The endpoint refused the request or the provider library failed (other 4xx, an unreadable protocol answer).',
    action: 'Check LLM_API_KEY, the model name and LLM_BASE_URL.',
  },
  model_refused: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The model declined to answer, or a content filter stopped it. It is asked no second time.',
    action:
      "Read the provider's content policy beside what the prompt sends; a rise means that either changed.",
  },
  incomplete: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning:
      'The model stopped before its answer was finished (token limit, a tool call, an unknown finish reason), whatever its text looks like.',
    action:
      "Raise the route's max_tokens or max_completion_tokens; thinking models spend it before they answer.",
  },
  invalid_json: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The model's answer is not JSON.",
    action:
      "Check that the model supports structured output; add a repair_retry to the policy's fallback chain.",
  },
  schema_validation_failed: {
    role: 'attempt',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The model's answer is JSON of another shape than the candidate schema.",
    action: 'As invalid_json; a rise after a change means the prompt and the schema disagree.',
  },
  low_confidence: {
    role: 'refusal',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "The candidate's confidence is below the threshold or not a number from 0 to 1.",
    action: 'See `partial-trust calibrate` before moving the threshold.',
  },
  rule_refused: {
    role: 'refusal',
    statuses: ['fallback_deterministic', 'shadow'],
    meaning: "An acceptance rule of the corridor's own refused the candidate.",
    action: "See the corridor's definition for its rules.",
  },
  accepted: {
    role: 'accepted',
    statuses: ['accepted_llm', 'shadow'],
    meaning: 'The candidate passed every rule; in live mode it replaced the baseline.',
    action: 'None.',
  },
} as const satisfies Record<string, ReasonCodeEntry>

export type ReasonCode = keyof typeof reasonCodes

type WithRole<Role> = {
  [Code in ReasonCode]: (typeof reasonCodes)[Code]['role'] extends Role ? Code : never
}[ReasonCode]

/** Codes with which a candidate can fail to arrive or to parse (check 9). */
export type AttemptFailure = WithRole<'attempt'>
export const attemptFailures: readonly AttemptFailure[] = withRole('attempt')

/** Built-in codes with which a candidate can be refused (check 10); a corridor adds its own. */
export type Refusal = WithRole<'refusal'>
export const refusals: readonly Refusal[] = withRole('refusal')

function withRole<Role extends ReasonRole>(role: Role): readonly WithRole<Role>[] {
  return Object.keys(reasonCodes).filter((code): code is WithRole<Role> => roleOf(code) === role)
}

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(reasonCodes, text)
}

/** What a built-in code says about the decision; null for any other text. */
export function roleOf(text: string): ReasonRole | null {
  return isReasonCode(text) ? reasonCodes[text].role : null
}

declare const ownReason: unique symbol

/** A reason that a corridor declares for its own acceptance rules. */
export type OwnReason = string & { readonly [ownReason]: true }

/** All that a record's `reason_code` can be. */
export type Reason = ReasonCode | ErrorName | OwnReason

/**
 * Whether a text is shaped like a corridor's own reason and is none of the built-in ones. Which of
 * them a corridor declares, only its definition knows.
 */
export function isOwnReason(text: string): text is OwnReason {
  return ownName.test(text) && text !== unknownReason && !isReasonCode(text)
}

/** Stands for the reason of a record that names none. */
export const unknownReason = 'unknown'

/** What a corridor says of a reason of its own; its records have the statuses of a refusal. */
export type OwnReasonEntry = Pick<ReasonCodeEntry, 'meaning' | 'action'>

/** The built-in codes with the own ones of corridors merged in: what a breakdown can list. */
export function reasonTable(
  corridors: Iterable<{ readonly reasons?: Readonly<Record<string, OwnReasonEntry>> | undefined }>,
): Readonly<Record<string, ReasonCodeEntry>> {
  const table: Record<string, ReasonCodeEntry> = { ...reasonCodes }
  for (const { reasons = {} } of corridors) {
    for (const [code, entry] of Object.entries(reasons)) {
      if (isOwnReason(code)) table[code] = { role: 'refusal', statuses: refused, ...entry }
    }
  }
  return table
}

const refused: readonly Status[] = ['fallback_deterministic', 'shadow']
