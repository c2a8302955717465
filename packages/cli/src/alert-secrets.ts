import type { SignalsConfig } from '@partial-trust/engine'
import { webhookSecret } from '@partial-trust/service'
import type { Environment } from '@partial-trust/settings'
import { UserError } from '@partial-trust/settings'

/**
 * The secrets that the configuration file names, from the environment.
 *
 * @throws {UserError} when one is not set or none: a signature that was meant to count must not be
 *   silently refused.
 */
export function alertSecrets(
  { alertSecrets: variables = [] }: SignalsConfig = {},
  env: Environment,
): readonly Buffer[] {
  return variables.map((variable) => {
    const text = env[variable]
    if (text !== undefined && text !== '') return webhookSecret(variable, text)
    throw new UserError(`${variable}: signals.alertSecrets names it, but it is not set`)
  })
}
