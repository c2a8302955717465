import { reportOutcome } from '@partial-trust/control'
import { idPseudonym, systemClock } from '@partial-trust/engine'
import type { RegisteredCorridor } from '@partial-trust/engine'
import type { AppCorridor } from './app.js'
import { kindOf } from './define/field-shapes.js'
import type { Parts } from './open-parts.js'

/** How outcomes of one corridor's decisions are reported; see {@link AppCorridor.outcome}. */
export function outcomesOf(
  { control, instance, config }: Pick<Parts, 'control' | 'instance' | 'config'>,
  { intent, salt }: Pick<RegisteredCorridor, 'intent' | 'salt'>,
): AppCorridor['outcome'] {
  const pseudonym = idPseudonym(config.idKey)
  return async (id, kind, options) => {
    if (control === null) return { kind: 'no_control' }
    const { decidedAt, by = `process ${instance}` } = options ?? {}
    const told = toldOf(id, decidedAt, by)
    const named = pseudonym === undefined ? {} : { recordedAs: pseudonym(told.id) }
    const answer = await reportOutcome(
      control,
      { ...told, ...named, kind, intent, salt },
      systemClock.epochMs(),
    )
    if (kind === 'incident') await control.feed.refresh()
    return answer
  }
}

/**
 * What JavaScript may give otherwise than the types say.
 *
 * @throws {TypeError} naming what it was, and what it must be.
 */
function toldOf(
  id: unknown,
  decidedAt: unknown,
  by: unknown,
): { readonly id: string; readonly decidedAtMs: number | null; readonly by: string } {
  const isId = typeof id === 'string' ? id !== '' : Number.isFinite(id) || typeof id === 'bigint'
  if (!isId) {
    const given = id === '' ? 'an empty text' : kindOf(id)
    throw new TypeError(`outcome: id must be what the corridor’s id gave, got ${given}`)
  }
  if (decidedAt !== undefined && decidedAt !== null && !isTime(decidedAt)) {
    throw new TypeError(
      `outcome: decidedAt must be a Date that is a time, got ${kindOf(decidedAt)}`,
    )
  }
  if (typeof by !== 'string' || by === '') {
    throw new TypeError(`outcome: by must be a text that names who reports, got ${kindOf(by)}`)
  }
  return { id: String(id), decidedAtMs: isTime(decidedAt) ? decidedAt.getTime() : null, by }
}

function isTime(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime())
}
