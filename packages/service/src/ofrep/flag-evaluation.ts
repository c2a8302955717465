import { isSampled, sampleBucket } from '@partial-trust/core'
import type { AppCorridor } from 'partial-trust'

/** A flag as OFREP answers it. */
export type FlagEvaluation = {
  readonly key: string
  readonly value: boolean
  readonly variant: 'candidate' | 'baseline'
  /** `DISABLED`: closed for every id; `SPLIT`: the sample decides. */
  readonly reason: 'DISABLED' | 'SPLIT'
  readonly metadata: Readonly<Record<string, string | number>>
}

export type FlagFailure = {
  readonly key?: string
  readonly errorCode: 'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT'
  readonly errorDetails: string
}

export type BulkEvaluation = { readonly flags: readonly FlagEvaluation[] }

/**
 * Whether a candidate may replace the baseline of this id at this moment: open, in the sample and live. What
 * needs a command (its own authorities, a circuit, a budget) can still say no when it is decided.
 */
export function flagEvaluation(corridor: AppCorridor, id: string): FlagEvaluation {
  const { closed, rate, mode, stage, setBy } = corridor.grant()
  const isOpen = closed === null && mode === 'live'
  const value = isOpen && isSampled(sampleBucket(corridor.salt, id), rate)
  return {
    key: corridor.intent,
    value,
    variant: value ? 'candidate' : 'baseline',
    reason: isOpen ? 'SPLIT' : 'DISABLED',
    metadata: {
      rate: closed === null ? rate : 0,
      mode,
      set_by: setBy,
      ...(stage === null ? {} : { stage }),
      ...(closed === null ? {} : { closed }),
    },
  }
}
