import type { RegisteredCorridor } from '@partial-trust/engine'
import { loadPlan, type LoadedPlan } from '@partial-trust/plan'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { registeredCorridor } from './control-access.js'
import { plansOf } from './plans-of.js'

/** A plan, and the corridor it is looked at for; null: any. */
export type WantedPlan = {
  readonly corridor: RegisteredCorridor | null
  readonly loaded: LoadedPlan
}

/**
 * The plan that a command is asked about: a file, or what the rollouts of a registered corridor follow.
 *
 * @throws {UserError} naming the plan, corridor or configuration that is not there.
 */
export async function wantedPlan(
  context: CliContext,
  file: string | undefined,
  { corridor: intent, config }: { readonly corridor?: string; readonly config?: string },
): Promise<WantedPlan> {
  if (intent === undefined) {
    if (config !== undefined) {
      throw new UserError(
        '--config says nothing here without --corridor: name one of its corridors',
        2,
      )
    }
    return { corridor: null, loaded: loadPlan(context.cwd, file) }
  }
  const corridor = await registeredCorridor(context, config, intent)
  const planOf = await plansOf(context, { plan: file, config })
  return { corridor, loaded: planOf(corridor.intent) }
}
