import { untouched } from '@partial-trust/control'
import type { CorridorState } from '@partial-trust/control'
import type { ViewSources } from './view-sources.js'

/**
 * A corridor as the store holds it at this moment: what this process last heard of it may be older than what
 * `gate` and `status` are told.
 *
 * @throws {StoreUnavailableError} when the store cannot be read.
 */
export async function stateOf(
  { app: { control } }: Pick<ViewSources, 'app'>,
  intent: string,
): Promise<CorridorState> {
  const corridors = control === null ? null : (await control.store.read()).corridors
  return corridors?.get(intent) ?? untouched(intent)
}
