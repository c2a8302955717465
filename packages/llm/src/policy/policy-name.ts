import { z } from 'zod'

/** Names of profiles, tasks and providers. */
export const policyName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits, _ . or -')
