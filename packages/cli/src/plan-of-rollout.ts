import { openControl, planInForce, StoreAbsentError } from '@partial-trust/control'
import type { Plan } from '@partial-trust/core'
import type { CliContext } from './context.js'
import { storeOnly } from './control-access.js'

/**
 * The plan that the rollout in force follows: of the corridor asked for, or of the only one that has a
 * rollout. Null where there is no store, no such rollout, or where several have one.
 */
export async function planOfRollout(
  context: CliContext,
  intent: string | undefined,
): Promise<Plan | null> {
  const { config } = storeOnly(context)
  const control = openControl(config.state, { cwd: context.cwd, now: Date.now })
  if (control === null) return null
  try {
    const { corridors } = await control.store.read()
    const [state, another] = [...corridors.values()].filter(
      (one) => one.rollout !== null && (intent === undefined || one.intent === intent),
    )
    if (state === undefined || another !== undefined) return null
    return await planInForce(state, control.store)
  } catch (error) {
    if (error instanceof StoreAbsentError) return null
    throw error
  } finally {
    await control.close().catch(() => undefined)
  }
}
