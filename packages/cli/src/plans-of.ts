import { dirname } from 'node:path'
import { loadConfigFile } from '@partial-trust/host'
import { corridorPlan, loadPlan, planOwner, type LoadedPlan } from '@partial-trust/plan'
import { readConfig } from '@partial-trust/settings'
import type { CliContext } from './context.js'

/** The plan of each corridor, as its registration here says. */
export async function plansOf(
  { cwd, env, embedded }: CliContext,
  given: { readonly plan?: string | undefined; readonly config?: string | undefined },
): Promise<(intent: string) => LoadedPlan> {
  const { config: registered, file } = await loadConfigFile(cwd, given.config, embedded)
  const intents = registered.corridors.map(({ intent }) => intent)
  const config = readConfig(env, intents)
  const folder = file === null ? cwd : dirname(file)
  return (intent) => {
    const corridor = registered.corridors.find((one) => one.intent === intent)
    // One that another configuration registers, and the store knows.
    if (corridor === undefined) return loadPlan(cwd, given.plan)
    return corridorPlan(cwd, planOwner(corridor, config, folder), given.plan)
  }
}
