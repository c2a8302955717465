import { z } from 'zod'
import { policyName } from './policy-name.js'

/** Parts of a header's or parameter's name that make its value a secret. */
const secretWords =
  /(?:^|[-_])(?:authorization|auth|key|apikey|token|secret|password|cookie|credentials?|signature)(?:$|[-_])/i
/** Headers that the client itself sets, or that only make sense for one connection. */
const ownHeaders = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
])

const headerToken = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'must be the name of an HTTP header')
const headerName = headerToken
  .refine((name) => !ownHeaders.has(name.toLowerCase()), 'is set by the client itself')
  .refine(
    (name) => !secretWords.test(name),
    'would hold a secret; use api_key_env, with api_key_header',
  )
const headerValue = z
  .string()
  .regex(/^[\x20-\x7e]{0,1000}$/, 'must be up to 1000 printable characters')

const parameterName = z
  .string()
  .min(1)
  .max(64)
  .refine((name) => !secretWords.test(name), 'would put a secret into a URL; use api_key_env')

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .refine(
    (url) => !/^https?:\/\/[^/]*@/i.test(url),
    'must hold no password; use LLM_API_KEY or api_key_env',
  )
  .refine(
    (url) =>
      ![...(URL.parse(url)?.searchParams.keys() ?? [])].some((name) => secretWords.test(name)),
    'must hold no secret in its query; use LLM_API_KEY or api_key_env',
  )

/** One route of the policy: whom to ask, and how. docs/llm.md explains every key. */
export const routeSchema = z
  .strictObject({
    /** A label for records; every provider is spoken to in the OpenAI chat-completions protocol. */
    provider: policyName,
    model: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters'),
    /** 0 to 2; without one the endpoint's default applies. */
    temperature: z.number().min(0).max(2).optional(),
    max_tokens: z.int().min(1).max(100_000).optional(),
    /** The same limit under its newer name, which thinking models insist on; one of the two at most. */
    max_completion_tokens: z.int().min(1).max(100_000).optional(),
    /** Patience with one request, 1 to 60 000 ms; never longer than what is left of the corridor's deadline. */
    timeout_ms: z.int().min(1).max(60_000).optional(),
    /** Up to and with `/v1`; may hold a query. */
    base_url: baseUrl.optional(),
    /** Further query parameters of every call, e.g. `api-version`. */
    query: z.record(parameterName, z.string().max(200)).optional(),
    /** Further headers of every call. */
    headers: z.record(headerName, headerValue).optional(),
    /** Name of the environment variable that holds this route's key. Default: LLM_API_KEY. */
    api_key_env: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]{0,99}$/, 'must be the name of an environment variable, not the key')
      .optional(),
    /** Header that carries the key as it is. Default: `authorization`, as a bearer token. */
    api_key_header: headerToken.optional(),
  })
  .refine((route) => route.max_tokens === undefined || route.max_completion_tokens === undefined, {
    path: ['max_completion_tokens'],
    error: 'stands beside max_tokens; endpoints take one of the two',
  })

export type PolicyRoute = z.infer<typeof routeSchema>
