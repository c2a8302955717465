import { reportOutcome } from '@partial-trust/control'
import { idPseudonym, systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { AppCorridor } from './app.js'
import type { Parts } from './open-parts.js'

/** How outcomes of one corridor's decisions are reported; see {@link AppCorridor.outcome}. */
export function outcomesOf(
  { control, instance, config }: Pick<Parts, 'control' | 'instance' | 'config'>,
  { intent, salt }: Pick<RegisteredCorridor, 'intent' | 'salt'>,
): AppCorridor['outcome'] {
  const pseudonym = idPseudonym(config.idKey)
  return async (id, kind, { decidedAt, by = `process ${instance}` } = {}) => {
    if (control === null) return { kind: 'no_control' }
    const decidedAtMs = decidedAt?.getTime() ?? null
    const named = pseudonym === undefined ? {} : { recordedAs: pseudonym(id) }
    const told = { id, ...named, kind, intent, salt, decidedAtMs, by }
    const answer = await reportOutcome(control, told, systemClock.epochMs())
    if (kind === 'incident') await control.feed.refresh()
    return answer
  }
}
