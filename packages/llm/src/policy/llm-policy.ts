import { z } from 'zod'

/** What can go wrong with one request, as far as the policy may react to it. */
export const policyEvents = [
  'invalid_json',
  'schema_validation_failed',
  'timeout',
  'llm_unavailable',
  'llm_error',
] as const
export type PolicyEvent = (typeof policyEvents)[number]

const name = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits, _ . or -')

const described = z.strictObject({ description: z.string().max(500).optional() }).nullable()
/** `{name: {description}}`, or just a list of names. */
const catalogue = z.union([z.array(name).min(1), z.record(name, described)])

const route = z.strictObject({
  /** A label for records; every provider is spoken to in the OpenAI chat-completions protocol. */
  provider: name,
  model: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 printable characters'),
  /** 0 to 2; without one the endpoint's default applies. */
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).max(100_000).optional(),
  /** Patience with one request, 1 to 60 000 ms; never longer than what is left of the corridor's deadline. */
  timeout_ms: z.int().min(1).max(60_000).optional(),
  base_url: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
    .refine((url) => !/^https?:\/\/[^/]*@/i.test(url), 'must hold no password; use LLM_API_KEY')
    .optional(),
})

const event = z.enum(policyEvents)
const actions = ['repair_retry', 'escalate_to', 'return_error'] as const
const chainEntry = z.discriminatedUnion(
  'action',
  [
    z.strictObject({
      event,
      action: z.literal('repair_retry'),
      /** How often this entry may be used in one decision, 0 to 10. Default 1. */
      max_retries: z.int().min(0).max(10).default(1),
    }),
    z.strictObject({ event, action: z.literal('escalate_to'), profile: name }),
    z.strictObject({ event, action: z.literal('return_error') }),
  ],
  { error: `expected one of ${actions.join(', ')}` },
)

/** The shape of the policy file (SPEC section 7); references between its parts are checked apart. */
export const policySchema = z.strictObject({
  schema_version: z.literal(1),
  profiles: catalogue,
  tasks: catalogue,
  routing: z.record(name, z.record(name, route)),
  fallback_chain: z.array(chainEntry).max(50).default([]),
})

/** A policy file as written, checked. */
export type LlmPolicy = z.infer<typeof policySchema>
export type PolicyRoute = z.infer<typeof route>
export type ChainEntry = z.infer<typeof chainEntry>

/** The names in a catalogue, however it was written. */
export function namesIn(listed: z.infer<typeof catalogue>): readonly string[] {
  return Array.isArray(listed) ? listed : Object.keys(listed)
}
