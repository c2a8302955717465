import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { reasonCodes } from '@partial-trust/core'
import type { Plan } from '@partial-trust/core'
import { readTextFile, variables } from '@partial-trust/settings'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { bundledPolicyPath } from '@partial-trust/llm/endpoints'

export type ConfigurationFacts = {
  readonly corridors: readonly Pick<RegisteredCorridor, 'intent' | 'taskId' | 'version' | 'salt'>[]
  readonly plan: Plan
  /** Path of the policy in force. */
  readonly policyFile: string
}

/** What a verification is good for: SHA-256 over corridors, variables, reason codes, plan and policy. */
export function configurationDigest({ corridors, plan, policyFile }: ConfigurationFacts): string {
  const inventory = Object.entries(variables).map(([name, v]) => [name, v.type, v.default, v.valid])
  const known = corridors.map(({ intent, taskId, version, salt }) => [
    intent,
    taskId,
    version,
    salt,
  ])
  return createHash('sha256')
    .update(JSON.stringify([known, inventory, Object.keys(reasonCodes), plan]))
    .update(readPolicy(policyFile))
    .digest('hex')
}

/** The policy that a process in `cwd` reads: unset or empty, LLM_POLICY_PATH means the bundled one. */
export function policyFileInForce(given: string | undefined, cwd: string): string {
  const named = given?.trim() ?? ''
  return named === '' ? bundledPolicyPath : resolve(cwd, named)
}

function readPolicy(path: string): string {
  try {
    return readTextFile(path)
  } catch {
    return ''
  }
}
