import type { ControlView } from '@partial-trust/core'
import { usualSampleRate } from '@partial-trust/core'
import type { Config } from '@partial-trust/settings'

/** The share of ids that may reach the model, and the authority that has the last word on it. */
export type EffectiveRate = {
  /** 0 to 1. */
  readonly rate: number
  readonly mode: 'live' | 'shadow'
  /** A variable's name, `kill`, `lease`, `stage NAME`, `stage NAME closed`, or `default`. */
  readonly setBy: string
}

/**
 * Which authority sets a corridor's rate (SPEC sections 2 and 3): the first *no* in the order of
 * the checks, otherwise whoever allows least.
 */
export function effectiveRate(config: Config, intent: string, view: ControlView): EffectiveRate {
  if (!config.enabled) return no('PARTIAL_TRUST_ENABLED')
  const [problem] = config.problems
  if (problem !== undefined) return no(problem.variable)
  if (view.kind === 'closed') return no(closedBy(view))
  if (config.intents !== null && !config.intents.includes(intent)) return no('PARTIAL_TRUST_INTENT')
  if (!config.policyEnabled) return no('LLM_POLICY_ENABLED')
  const ceiling = config.sampleRate
  if (view.kind === 'open') {
    const { stage, rate, mode } = view
    const capped = ceiling !== null && ceiling < rate
    return capped
      ? { rate: ceiling, mode, setBy: 'PARTIAL_TRUST_SAMPLE_RATE' }
      : { rate, mode, setBy: `stage ${stage}` }
  }
  return ceiling === null
    ? { rate: usualSampleRate, mode: 'live', setBy: 'default' }
    : { rate: ceiling, mode: 'live', setBy: 'PARTIAL_TRUST_SAMPLE_RATE' }
}

function closedBy(view: Extract<ControlView, { kind: 'closed' }>): string {
  switch (view.reason) {
    case 'killed':
      return 'kill'
    case 'lease_expired':
      return 'lease'
    case 'store_lost':
      return 'store lost'
    case 'stage_closed':
      return view.stage === null ? 'stage closed' : `stage ${view.stage} closed`
  }
}

function no(setBy: string): EffectiveRate {
  return { rate: 0, mode: 'live', setBy }
}
