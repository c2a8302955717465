import type { ControlView, Narrowing } from './control-view.js'
import type { CorridorSettings } from './corridor-settings.js'
import { isInPart } from '../record/index.js'
import type { ReasonCode } from '../record/index.js'
import type { Mode } from '../record/index.js'
import { atOnce, saysYes } from './foreign.js'
import { isSampled } from './sampling.js'

/** One more yes or no from outside, such as a feature flag. Anything but `true` is a no. */
export type Authority = () => unknown

/** What the outside grants at this moment, whoever asks: checks 2 and 3 of SPEC section 3. */
export type Grant = {
  /** Why the corridor is closed; null when it is open. */
  readonly closed: ReasonCode | null
  /** Share of ids that may reach the model; 0 when closed. */
  readonly rate: number
  readonly stage: string | null
  readonly mode: Mode
  /** What live control takes away from it; absent where nothing. */
  readonly narrowed?: Narrowing
}

/**
 * Combines the authorities that do not depend on the command. Trust only narrows: the rate is the
 * least anyone allows, the mode is live only where nobody says shadow.
 *
 * @param mode  What the environment or the configuration allows at most.
 * @param others Further authorities, such as a feature flag; any answer but `true` closes the corridor.
 * @throws {TypeError} when live control answers with nothing that can be read.
 */
export function grant(
  settings: CorridorSettings,
  view: ControlView,
  mode: Mode,
  others: readonly Authority[],
): Grant {
  return combined(settings, view, mode, () => others.every((allows) => saysYes(allows())))
}

/** The same for a last look: the other authorities, which may take their time, come before live control. */
export function lastGrant(
  settings: CorridorSettings,
  control: () => ControlView,
  mode: Mode,
  others: readonly Authority[],
): Grant {
  const allowed = others.every((allows) => saysYes(allows()))
  return combined(settings, control(), mode, () => allowed)
}

/** What is granted where the authorities could not be read. */
export function nothingGranted(mode: Mode): Grant {
  return { closed: null, rate: 0, stage: null, mode }
}

function combined(
  settings: CorridorSettings,
  given: ControlView,
  mode: Mode,
  othersAllow: () => boolean,
): Grant {
  if (!settings.valid) return closed('config_invalid', null, mode)
  const view = atOnce(given)
  if (view.kind === 'closed') return closed(view.reason, view.stage, mode)
  const stage = view.kind === 'open' ? view.stage : null
  if (!othersAllow()) return closed('stage_closed', stage, mode)
  if (view.kind === 'unmanaged') {
    const rate = Math.min(settings.sampleRate, settings.sampleRateCeiling)
    return { closed: null, rate, stage, mode }
  }
  if (view.kind !== 'open') throw new TypeError('live control answered with no view')
  return {
    closed: null,
    rate: Math.min(view.rate, settings.sampleRateCeiling),
    stage,
    mode: view.mode === 'live' ? mode : 'shadow',
    ...(view.narrowed === undefined ? {} : { narrowed: view.narrowed }),
  }
}

function closed(reason: ReasonCode, stage: string | null, mode: Mode): Grant {
  return { closed: reason, rate: 0, stage, mode }
}

/** What checks 4 to 6 need to know of one command. */
export type Applicant = {
  readonly executes: boolean
  readonly intentMatches: boolean
  readonly permitted: boolean
  readonly bucket: number
  /** What its baseline says of the corridor's closed lists; see `partOf`. */
  readonly part: string | null
}

/** The first *no* of checks 2 to 6, in SPEC's order; null when a candidate may be asked for. */
export function firstNo(given: Grant, applicant: Applicant): ReasonCode | null {
  if (given.closed !== null) return given.closed
  if (isTaken(given, applicant.part)) return 'stage_closed'
  if (!applicant.executes) return 'baseline_non_execute'
  if (!applicant.intentMatches) return 'corridor_mismatch'
  if (!applicant.permitted) return 'capability_mismatch'
  if (!isSampled(applicant.bucket, given.rate)) return 'not_sampled'
  return null
}

/**
 * Whether what was granted when the candidate was asked for still stands when it arrives: a kill
 * in between must win. Null when it does.
 */
export function withdrawn(now: Grant, bucket: number, part: string | null): ReasonCode | null {
  if (now.closed !== null) return now.closed
  if (isTaken(now, part)) return 'stage_closed'
  return isSampled(bucket, now.rate) ? null : 'stage_closed'
}

/** Whether a decision lies in a part that was demoted alone. */
function isTaken({ narrowed }: Grant, part: string | null): boolean {
  return narrowed !== undefined && narrowed.closedParts.some((name) => isInPart(part, name))
}
