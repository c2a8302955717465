import { fileURLToPath } from 'node:url'

/** The policy in force without LLM_POLICY_PATH. */
export const bundledPolicyPath: string = fileURLToPath(
  new URL('../policy/default.yaml', import.meta.url),
)
