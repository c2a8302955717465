import type { Mode, ReasonCode } from '../record/index.js'
import type { Authority } from './authorities.js'
import { authorityName } from './authorities.js'
import type { ControlView, Narrowing } from './control-view.js'
import type { CorridorSettings } from './corridor-settings.js'
import { atOnce, saysYes } from './foreign.js'

/** What one corridor runs under, as far as it does not change while it is open. */
export type Terms = {
  readonly settings: CorridorSettings
  /** What its registration allows at most. */
  readonly mode: Mode
  /** Whether anybody answers for it: the policy has a route, or it asks somebody of its own. */
  readonly answered: boolean
  /** Its own authorities. Whoever cannot ask them, being another process, leaves them out. */
  readonly authorities: readonly Authority[]
}

/**
 * What a corridor may do at this moment, whoever asks, and who set it: the one answer that decisions act
 * on and that `status`, the service's views, the console, `/metrics` and the reports of processes show.
 */
export type Grant = {
  /**
   * The first *no* of SPEC section 3 that needs no command; null where a candidate may be asked for.
   * `off` is the master switch, which leaves no record.
   */
  readonly closed: ReasonCode | 'off' | null
  /** Share of ids in the sample, 0 to 1, as records have it; see {@link effectiveRate}. */
  readonly rate: number
  readonly stage: string | null
  readonly mode: Mode
  /** Most milliseconds a candidate may add to a decision. */
  readonly deadlineMs: number
  /**
   * Who closed the corridor, or else who set its rate: a variable's name, `kill`, `lease`, `store lost`,
   * `stage NAME`, `stage NAME closed`, `registration`, `default`, `no route`, or an authority of its own by name.
   */
  readonly setBy: string
  /** Who set the mode: `stage NAME`, `registration` or `default`. */
  readonly modeSetBy: string
  /** Who set the deadline: a variable's name, `registration` or `default`. */
  readonly deadlineSetBy: string
  /** What live control takes away from it; absent where nothing. */
  readonly narrowed?: Narrowing
}

/** Share of ids that may reach the model: none while the corridor is closed, for whatever reason. */
export function effectiveRate({ closed, rate }: Pick<Grant, 'closed' | 'rate'>): number {
  return closed === null ? rate : 0
}

/**
 * Combines the authorities that do not depend on the command, in the order of SPEC section 3. Trust only
 * narrows: the rate is the least anyone allows, the mode is live only where nobody says shadow.
 *
 * @param control What live control says now; asked only where its answer matters.
 * @throws {TypeError} when live control answers with nothing that can be read.
 */
export function grant(terms: Terms, control: () => ControlView): Grant {
  return beforeControl(terms) ?? granted(terms, control(), () => refusing(terms.authorities))
}

/** The same for a last look: the other authorities, which may take their time, come before live control. */
export function lastGrant(terms: Terms, control: () => ControlView): Grant {
  const refused = refusing(terms.authorities)
  return beforeControl(terms) ?? granted(terms, control(), () => refused)
}

/** What is granted where the authorities could not be read. */
export function nothingGranted(terms: Terms): Grant {
  return given(terms, { closed: null, rate: 0, stage: null, setBy: 'a fault' })
}

/** Checks 1 and 2: what closes a corridor for as long as it is open. Null where nothing does. */
export function beforeControl(terms: Terms): Grant | null {
  const { enabled, valid, origin } = terms.settings
  if (!enabled) return shut(terms, 'off', null, 'PARTIAL_TRUST_ENABLED')
  if (!valid) return shut(terms, 'config_invalid', null, origin?.problem ?? 'registration')
  return null
}

/** Check 3, then what of 4 and 7 needs no command. */
function granted(terms: Terms, control: ControlView, refusedBy: () => string | null): Grant {
  const view = atOnce(control)
  if (view.kind === 'closed') {
    return shut(terms, view.reason, view.stage, closedBy(view.reason, view.stage))
  }
  const stage = view.kind === 'open' ? view.stage : null
  const refused = refusedBy()
  if (refused !== null) return shut(terms, 'stage_closed', stage, refused)
  if (view.kind !== 'open' && view.kind !== 'unmanaged') {
    throw new TypeError('live control answered with no view')
  }
  const open = view.kind === 'open' ? atStage(terms, view) : onItsOwn(terms)
  const { allowed, policyEnabled } = terms.settings
  if (!allowed) return { ...open, closed: 'corridor_mismatch', setBy: 'PARTIAL_TRUST_INTENT' }
  if (!policyEnabled) return { ...open, closed: 'policy_disabled', setBy: 'LLM_POLICY_ENABLED' }
  return terms.answered ? open : { ...open, closed: 'policy_disabled', setBy: 'no route' }
}

/** Without a rollout: the corridor's own settings, and the environment's. */
function onItsOwn(terms: Terms): Grant {
  const { sampleRate, sampleRateCeiling, origin } = terms.settings
  const capped = sampleRateCeiling < sampleRate
  const rate = capped ? sampleRateCeiling : sampleRate
  const setBy = capped ? 'PARTIAL_TRUST_SAMPLE_RATE' : (origin?.rate ?? 'registration')
  return given(terms, { closed: null, rate, stage: null, setBy })
}

function atStage(terms: Terms, view: Extract<ControlView, { kind: 'open' }>): Grant {
  const { stage, rate, mode } = view
  const { sampleRateCeiling: ceiling } = terms.settings
  const name = `stage ${stage}`
  const open =
    ceiling < rate ? { rate: ceiling, setBy: 'PARTIAL_TRUST_SAMPLE_RATE' } : { rate, setBy: name }
  const all = given(terms, { closed: null, stage, ...open })
  const own = view.narrowed === undefined ? all : { ...all, narrowed: view.narrowed }
  return mode === 'live' || own.mode === 'shadow'
    ? own
    : { ...own, mode: 'shadow', modeSetBy: name }
}

type Closed = Extract<ControlView, { kind: 'closed' }>

function closedBy(reason: Closed['reason'], stage: string | null): string {
  switch (reason) {
    case 'killed':
      return 'kill'
    case 'lease_expired':
      return 'lease'
    case 'store_lost':
      return 'store lost'
    case 'stage_closed':
      return stage === null ? 'stage closed' : `stage ${stage} closed`
  }
}

/** The first authority that does not say yes, by name; null when all do. */
function refusing(authorities: readonly Authority[]): string | null {
  const index = authorities.findIndex((allows) => !saysYes(allows()))
  const authority = authorities[index]
  return authority === undefined ? null : authorityName(authority, index)
}

function shut(
  terms: Terms,
  reason: ReasonCode | 'off',
  stage: string | null,
  setBy: string,
): Grant {
  return given(terms, { closed: reason, rate: 0, stage, setBy })
}

function given(
  { settings, mode }: Terms,
  { closed: reason, rate, stage, setBy }: Pick<Grant, 'closed' | 'rate' | 'stage' | 'setBy'>,
): Grant {
  return {
    closed: reason,
    rate,
    stage,
    mode,
    deadlineMs: settings.deadlineMs,
    setBy,
    modeSetBy: mode === 'shadow' ? 'registration' : 'default',
    deadlineSetBy: settings.origin?.deadline ?? 'registration',
  }
}
