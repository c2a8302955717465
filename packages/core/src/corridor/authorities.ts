import { isInPart } from '../record/index.js'
import type { ReasonCode } from '../record/index.js'
import type { Grant } from './grant.js'
import { isSampled } from './sampling.js'

/** One more yes or no from outside, such as a feature flag. Anything but `true` is a no. */
export type Authority = () => unknown

/**
 * How an authority is called where people read of it: `flag NAME` or `authority NAME` by the function's
 * name, else by its place in the list.
 */
export function authorityName(authority: Authority, index: number): string {
  try {
    const name: unknown = Reflect.get(authority, 'name')
    if (typeof name === 'string' && name !== '') {
      return (name.startsWith('flag ') ? name : `authority ${name}`).slice(0, 80)
    }
  } catch {
    // A proxy may throw; then its place is all there is.
  }
  return `authority ${index + 1}`
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

/**
 * The first *no* of checks 2 to 6, in SPEC's order; null when none says no. The allow-list has its turn
 * among the checks of the command, the policy after them.
 */
export function firstNo(
  given: Grant,
  { executes, intentMatches, permitted, bucket, part }: Applicant,
): ReasonCode | null {
  const { closed, rate } = given
  if (closed !== null && precedesCommand(closed)) return reasonOf(closed)
  if (isTaken(given, part)) return 'stage_closed'
  if (!executes) return 'baseline_non_execute'
  if (!intentMatches || closed === 'corridor_mismatch') return 'corridor_mismatch'
  if (!permitted) return 'capability_mismatch'
  if (!isSampled(bucket, rate)) return 'not_sampled'
  return null
}

/** Whether a closed corridor does not even look at the command: checks 1 to 3. */
export function precedesCommand(closed: ReasonCode | 'off'): boolean {
  return closed !== 'corridor_mismatch' && closed !== 'policy_disabled'
}

/**
 * Whether what was granted when the candidate was asked for still stands when it arrives: a kill
 * in between must win. Null when it does.
 */
export function withdrawn(now: Grant, bucket: number, part: string | null): ReasonCode | null {
  if (now.closed !== null) return reasonOf(now.closed)
  if (isTaken(now, part)) return 'stage_closed'
  return isSampled(bucket, now.rate) ? null : 'stage_closed'
}

/** Whether a decision lies in a part that was demoted alone. */
function isTaken({ narrowed }: Grant, part: string | null): boolean {
  return narrowed !== undefined && narrowed.closedParts.some((name) => isInPart(part, name))
}

/** The master switch leaves no record; where one is due all the same, the corridor was closed. */
function reasonOf(closed: ReasonCode | 'off'): ReasonCode {
  return closed === 'off' ? 'stage_closed' : closed
}
