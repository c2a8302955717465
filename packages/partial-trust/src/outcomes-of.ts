import { reportOutcome } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { AppControl, AppCorridor } from './app.js'

/** How outcomes of one corridor's decisions are reported; see {@link AppCorridor.outcome}. */
export function outcomesOf(
  control: AppControl | null,
  { intent, salt }: Pick<RegisteredCorridor, 'intent' | 'salt'>,
  instance: string,
): AppCorridor['outcome'] {
  return async (id, kind, { decidedAt, by = `process ${instance}` } = {}) => {
    if (control === null) return { kind: 'no_control' }
    const decidedAtMs = decidedAt?.getTime() ?? null
    const told = { id, kind, intent, salt, decidedAtMs, by }
    const answer = await reportOutcome(control, told, systemClock.epochMs())
    if (kind === 'incident') await control.feed.refresh()
    return answer
  }
}
