import { resolve } from 'node:path'
import { builtInPlan, type CorridorLists } from '@partial-trust/core'
import { corridorSettings, UserError, type Config } from '@partial-trust/settings'
import { loadPlan, type LoadedPlan } from './load-plan.js'

/** What of a corridor decides which plan its rollouts follow. */
export type PlanOwner = {
  readonly lists: CorridorLists
  /** As registered: a path, relative to `folder`; undefined where it names none. */
  readonly plan: string | undefined
  /** What the corridor has at present, in ms. */
  readonly deadlineMs: number
  /** Where the registration stands. */
  readonly folder: string
}

/** The owner of a registration that stands in `folder`, under an environment. */
export function planOwner(
  { intent, lists, own }: RegisteredPlan,
  config: Config,
  folder: string,
): PlanOwner {
  const { deadlineMs } = corridorSettings(config, intent, own)
  return { lists, plan: own.plan, deadlineMs, folder }
}

type RegisteredPlan = {
  readonly intent: string
  readonly lists: CorridorLists
  readonly own: Parameters<typeof corridorSettings>[2] & { readonly plan: string | undefined }
}

/**
 * The plan a rollout of a corridor follows: the one given, else the one that its registration names, else
 * `partial-trust.plan.yaml` in `cwd`, else the built-in one for that corridor. A plan that states no deadline is
 * for the corridor's.
 *
 * @throws {UserError} when that plan cannot be read. It is never replaced by the next one.
 */
export function corridorPlan(cwd: string, owner: PlanOwner, given?: string): LoadedPlan {
  const loaded = given === undefined ? registeredPlan(cwd, owner) : loadPlan(cwd, given)
  if (loaded.declaresDeadline) return loaded
  const plan = loaded.file === null ? builtInPlan(owner.lists) : loaded.plan
  return { ...loaded, plan: { ...plan, deadline_ms: owner.deadlineMs } }
}

function registeredPlan(cwd: string, { lists, plan, folder }: PlanOwner): LoadedPlan {
  if (plan === undefined) return loadPlan(cwd)
  try {
    return loadPlan(folder, resolve(folder, plan))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `the plan that corridor ${lists.intent} is registered with: ${error.message}`,
      1,
      {
        cause: error,
      },
    )
  }
}
