import { partsTask } from '@partial-trust/control'
import type { PartsView } from '../view-types.js'
import { stateOf } from './state-of.js'
import type { ViewSources } from './view-sources.js'

/** The parts of a corridor's rollout, each judged by itself; null where it has no such closed list. */
export async function partsView(
  sources: ViewSources,
  intent: string,
  by: string | null,
): Promise<PartsView | { readonly unknown: string; readonly keys: readonly string[] }> {
  const { desk, nowMs } = sources
  const state = await stateOf(sources, intent)
  const { keys, reports } = await desk.ask(partsTask, { state, by, nowMs: nowMs() })
  if (by !== null && !keys.includes(by)) return { unknown: by, keys }
  const demoted = (state.rollout?.parts ?? []).filter(({ closed }) => closed)
  return { at: new Date(nowMs()).toISOString(), intent, keys, reports, demoted }
}
