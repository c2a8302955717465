import { resolve } from 'node:path'
import { loadPolicy } from '@partial-trust/llm/endpoints'
import type { LoadedPolicy } from '@partial-trust/llm'
import type { Config, Environment } from '@partial-trust/settings'

/** Stands in for an endpoint that nobody set, so that the rest of the file can be read all the same. */
export const unsetEndpoint = 'http://endpoint.invalid/v1'

/** The policy file in force, or what is wrong with it, line by line. Asks no model. */
export function readPolicy(
  env: Environment,
  cwd: string,
  { policyPath }: Pick<Config, 'policyPath'>,
): LoadedPolicy {
  const path = policyPath === null ? null : resolve(cwd, policyPath)
  return loadPolicy({ path, env, endpointStandIn: unsetEndpoint })
}
