import { z } from 'zod'

/** In a policy's `routing`: the routes of every task that has none of its own. */
export const anyTask = '*'

/** Names of profiles, tasks and providers. */
export const policyName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'must be 1 to 64 letters, digits, _ . or -')
