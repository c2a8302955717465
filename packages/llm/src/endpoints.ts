/**
 * The policy file and the endpoints it names: a door of its own, because what stands behind it (YAML,
 * a schema library, an HTTP client) costs a process that asks its own functions half a second to load.
 */
export { bundledPolicyPath } from './bundled-policy.js'
export { loadPolicy } from './policy/load-policy.js'
export { openLlm } from './open-llm.js'
