import type { PolicyRoute } from './policy/llm-policy.js'

/**
 * Name of the variable whose key goes along with a route's calls. A route's own key only goes where
 * the policy wrote it: where `LLM_BASE_URL` puts another endpoint in the place of the route's, it
 * is `LLM_API_KEY` instead.
 */
export function keyVariable(
  { api_key_env, base_url }: Pick<PolicyRoute, 'api_key_env' | 'base_url'>,
  baseUrl: string | null,
): string {
  const asWritten = baseUrl === null || base_url === undefined || base_url === baseUrl
  return asWritten ? (api_key_env ?? 'LLM_API_KEY') : 'LLM_API_KEY'
}
