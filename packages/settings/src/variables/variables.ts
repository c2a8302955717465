import {
  boolean,
  groupRoles,
  httpUrl,
  integer,
  names,
  nonEmpty,
  optionalText,
  path,
  secret,
  share,
  stateAddress,
  zeroOr,
} from './parse-value.js'
import type { Parser } from './parse-value.js'

/** One environment variable as documents and people need to know it. */
export type Variable<Value> = {
  readonly type: 'bool' | 'list' | 'string' | 'decimal' | 'integer' | 'path' | 'url' | 'secret'
  /** The default as one would write it; empty for none. */
  readonly default: string
  /** What counts as valid, for people. */
  readonly valid: string
  readonly meaning: string
  /** Shown as `***` wherever a value is shown. */
  readonly secret: boolean
  readonly parse: Parser<Value>
}

function variable<Value>(
  type: Variable<Value>['type'],
  byDefault: string,
  valid: string,
  meaning: string,
  parse: Parser<Value>,
): Variable<Value> {
  return { type, default: byDefault, valid, meaning, parse, secret: type === 'secret' }
}

const yesOrNo = '1 true yes 0 false no (trimmed, any case)'

/** Every environment variable of the product (SPEC section 2). Documents are checked against this. */
export const variables = {
  PARTIAL_TRUST_ENABLED: variable(
    'bool',
    'false',
    yesOrNo,
    'Master switch; false beats everything.',
    boolean,
  ),
  PARTIAL_TRUST_INTENT: variable(
    'list',
    '',
    'registered corridors, comma between',
    'Allow-list: the corridors in which a candidate may replace the baseline; unset means every registered one.',
    names,
  ),
  PARTIAL_TRUST_SAMPLE_RATE: variable(
    'decimal',
    '0.01',
    '0..1, plain decimal',
    'Share of ids. Unset: the corridor’s own (0.01) without a rollout, the stage’s with one. Set: a ceiling on all of them; the share itself where a corridor states none.',
    share,
  ),
  PARTIAL_TRUST_TIMEOUT_MS: variable(
    'integer',
    '200',
    '1..60000',
    'The most milliseconds that a candidate may add to one decision. Unset: each corridor’s own (200). Set: a ceiling on all of them; the deadline itself where a corridor states none.',
    integer(1, 60_000, 'ms'),
  ),
  PARTIAL_TRUST_PROFILE_ID: variable(
    'string',
    '',
    'a profile of the LLM policy',
    'The profile to ask; empty means the corridor’s own, else the policy’s default profile.',
    optionalText,
  ),
  PARTIAL_TRUST_RISK_LOG_PATH: variable(
    'path',
    'logs/partial_trust_risk.jsonl',
    'writable path',
    'Where risk records are appended.',
    path,
  ),
  LLM_POLICY_ENABLED: variable(
    'bool',
    'false',
    yesOrNo,
    'Required for any candidate: without it the model is never asked.',
    boolean,
  ),
  LLM_POLICY_PATH: variable(
    'path',
    '',
    'a YAML policy file',
    'The LLM policy; unset means the bundled one.',
    path,
  ),
  LLM_POLICY_PROFILE: variable(
    'string',
    'partial_trust',
    'a profile of the LLM policy',
    'The policy’s default profile.',
    nonEmpty,
  ),
  LLM_BASE_URL: variable(
    'url',
    '',
    'http(s) URL',
    'OpenAI-compatible endpoint; unset means the policy’s.',
    httpUrl,
  ),
  LLM_API_KEY: variable(
    'secret',
    '',
    'any',
    'Key of the endpoint; never printed or logged.',
    secret,
  ),
  PARTIAL_TRUST_STATE: variable(
    'url',
    'sqlite:.partial-trust/state.db',
    'sqlite:PATH, postgres://…, http(s)://… (a control plane), none',
    'Where live control is read; none means the environment alone.',
    stateAddress,
  ),
  PARTIAL_TRUST_ID_KEY: variable(
    'secret',
    '',
    'any',
    'Set: ids in records are HMAC-SHA-256 under it.',
    secret,
  ),
  PARTIAL_TRUST_LEASE_MS: variable(
    'integer',
    '5000',
    '500..60000',
    'How long a process acts on control state that it could not refresh.',
    integer(500, 60_000, 'ms'),
  ),
  PARTIAL_TRUST_PROVE_MS: variable(
    'integer',
    '600000',
    '0, or 10000..86400000',
    'How often the kill is tried in every process, on a corridor that decides nothing; 0: never.',
    zeroOr(integer(10_000, 86_400_000, 'ms')),
  ),
  PARTIAL_TRUST_TOKENS: variable(
    'path',
    '.partial-trust/tokens.json',
    'writable path',
    'Control-plane credentials, stored hashed.',
    path,
  ),
  PARTIAL_TRUST_OIDC_ISSUER: variable(
    'url',
    '',
    'http(s) URL',
    'Issuer of the OpenID Connect provider through which people sign on to the console; all five PARTIAL_TRUST_OIDC_ settings or none.',
    httpUrl,
  ),
  PARTIAL_TRUST_OIDC_CLIENT_ID: variable(
    'string',
    '',
    'any',
    'The client that the provider knows the console as.',
    nonEmpty,
  ),
  PARTIAL_TRUST_OIDC_CLIENT_SECRET: variable(
    'secret',
    '',
    'any',
    'That client’s secret; never printed or logged.',
    secret,
  ),
  PARTIAL_TRUST_OIDC_ROLES: variable(
    'list',
    '',
    'GROUP=viewer or GROUP=operator, comma between',
    'Who may come in as what, by the provider’s claim `groups`; whoever is in none of them may not.',
    groupRoles,
  ),
  PARTIAL_TRUST_OIDC_URL: variable(
    'url',
    '',
    'http(s) URL',
    'The console’s own address as browsers know it; the provider sends people back to `v1/sign-on/callback` below it.',
    httpUrl,
  ),
} as const

export type VariableName = keyof typeof variables
