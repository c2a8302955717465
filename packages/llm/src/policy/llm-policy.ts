import { z } from 'zod'
import { anyTask, policyName } from './policy-name.js'
import { routeSchema } from './route-schema.js'

/** What can go wrong with one request, as far as the policy may react to it. */
export const policyEvents = [
  'invalid_json',
  'schema_validation_failed',
  'timeout',
  'llm_unavailable',
  'llm_error',
] as const
export type PolicyEvent = (typeof policyEvents)[number]

const described = z.strictObject({ description: z.string().max(500).optional() }).nullable()
/** `{name: {description}}`, or just a list of names; read as the names, whichever it was. */
const catalogue = z
  .union([
    z
      .array(policyName)
      .min(1)
      .refine((names) => new Set(names).size === names.length, 'names one twice'),
    z.record(policyName, described),
  ])
  .transform((listed): readonly string[] => (Array.isArray(listed) ? listed : Object.keys(listed)))

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
    z.strictObject({ event, action: z.literal('escalate_to'), profile: policyName }),
    z.strictObject({ event, action: z.literal('return_error') }),
  ],
  { error: `expected one of ${actions.join(', ')}` },
)

/** The shape of the policy file (SPEC section 7); references between its parts are checked apart. */
export const policySchema = z.strictObject({
  schema_version: z.literal(1),
  profiles: catalogue,
  tasks: catalogue,
  routing: z.record(z.union([policyName, z.literal(anyTask)]), z.record(policyName, routeSchema)),
  fallback_chain: z.array(chainEntry).max(50).default([]),
})

/** A policy file, checked. `profiles` and `tasks` are their names. */
export type LlmPolicy = z.infer<typeof policySchema>
export type { PolicyRoute } from './route-schema.js'
export type ChainEntry = z.infer<typeof chainEntry>
