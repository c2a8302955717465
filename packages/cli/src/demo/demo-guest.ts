import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plan } from '@partial-trust/core'
import type { RegisteredCorridor } from '@partial-trust/engine'
import { UserError } from '@partial-trust/settings'
import type { Random } from '@partial-trust/testing'
import type { DemoCommand } from '@partial-trust/example-household'

/**
 * A corridor that the demo rolls out beside the household's, asking a function of its own: what the module
 * `@partial-trust/example-NAME/demo` exports as `demoGuest`.
 */
export type DemoGuest = {
  readonly corridor: RegisteredCorridor
  /** Who answers for it, in a sentence. */
  readonly model: string
  /** The rollout in fast motion: minutes instead of days. */
  readonly plan: Plan
  readonly commands: (random: Random, run: string) => Generator<DemoCommand, never>
}

/**
 * Finds the guest among the packages that are installed where the demo runs: in this repository all examples are.
 *
 * @throws {UserError} when there is none of that name, or it is no guest.
 */
export async function loadGuest(cwd: string, name: string): Promise<DemoGuest> {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UserError(
      `--corridor ${JSON.stringify(name)}: give the name of an example, such as intent-routing`,
    )
  }
  const wanted = `@partial-trust/example-${name}/demo`
  let file: string
  try {
    file = createRequire(join(cwd, 'package.json')).resolve(wanted)
  } catch {
    throw new UserError(
      `--corridor ${name}: there is no ${wanted} here; run it in the repository, after npm ci and npm run build`,
    )
  }
  const loaded: { readonly demoGuest?: unknown } = await import(pathToFileURL(file).href)
  if (!isGuest(loaded.demoGuest)) {
    throw new UserError(`--corridor ${name}: ${wanted} exports no demoGuest`)
  }
  return loaded.demoGuest
}

function isGuest(value: unknown): value is DemoGuest {
  if (typeof value !== 'object' || value === null) return false
  const parts: Readonly<Record<string, unknown>> = { ...value }
  return (
    typeof parts['corridor'] === 'object' &&
    typeof parts['model'] === 'string' &&
    typeof parts['commands'] === 'function' &&
    typeof parts['plan'] === 'object'
  )
}
