import { createHash } from 'node:crypto'
import { bucketMs, isSampled, sampleBucket } from '@partial-trust/core'
import type { Control } from './open-control.js'
import { isOutcomeKind, outcomeKinds } from './outcome.js'
import type { OutcomeKind } from './outcome.js'

export type ReportedOutcome = {
  readonly intent: string
  /** Prefix of the corridor's sampling hash. */
  readonly salt: string
  /** The command id the decision was made under: it tells the arm. */
  readonly id: string
  /** The id as risk records name it, so that a log can be held against outcomes; only its digest is kept. Default: `id`. */
  readonly recordedAs?: string
  readonly kind: OutcomeKind
  /** When it was decided, in ms since 1970; null where the caller does not know. */
  readonly decidedAtMs: number | null
  /** Who reports; for the audit entry of an incident. */
  readonly by: string
}

export type OutcomeAnswer =
  | { readonly kind: 'counted' }
  /** The same was said of this decision before. */
  | { readonly kind: 'known' }
  /** No rollout was started, or the decision is older than the stage: there is nothing to compare. */
  | { readonly kind: 'not_compared' }

/**
 * Counts what became of a decision under the arm its id was drawn into, sampled or not. Report it of
 * every decision of the corridor alike: only then do the arms differ by the candidate alone. An
 * incident closes the stage at once, whatever else is known.
 *
 * @throws {TypeError} when id, kind or time is none.
 * @throws {StoreUnavailableError} when it is unknown whether it was counted; reporting again is safe.
 */
export async function reportOutcome(
  { store, evidence }: Pick<Control, 'store' | 'evidence'>,
  outcome: ReportedOutcome,
  nowMs: number,
): Promise<OutcomeAnswer> {
  const { intent, salt, id, recordedAs = id, kind, decidedAtMs, by } = outcome
  if (typeof id !== 'string' || id === '') throw new TypeError('an outcome needs a command id')
  if (!isOutcomeKind(kind)) throw new TypeError(`an outcome is one of: ${outcomeKinds.join(', ')}`)
  if (Number.isNaN(decidedAtMs)) throw new TypeError('decidedAt is no date')
  const rollout = (await store.read()).corridors.get(intent)?.rollout ?? null
  if (kind === 'incident') {
    const action = { kind: 'incident', evidence: { id: digest(recordedAs) } } as const
    await store.change({ intent, action, by, reason: 'an incident was reported of a decision' })
  }
  if (rollout === null) return { kind: 'not_compared' }
  if (decidedAtMs !== null && decidedAtMs < Date.parse(rollout.entered_at)) {
    return { kind: 'not_compared' }
  }
  const { stage, rate, mode, epoch } = rollout
  const counted = await evidence.outcome({
    key: {
      instance: '',
      bucket: Math.floor(nowMs / bucketMs),
      corridor: intent,
      epoch,
      stage,
      sampleRate: rate,
      mode,
      model: null,
    },
    id: digest(recordedAs),
    arm: isSampled(sampleBucket(salt, id), rate) ? 'candidate' : 'baseline',
    kind,
  })
  return { kind: counted ? 'counted' : 'known' }
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex')
}
