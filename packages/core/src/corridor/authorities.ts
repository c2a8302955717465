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
}

/**
 * The first *no* of checks 2 to 6, in SPEC's order; null when none says no. The allow-list has its turn
 * among the checks of the command, the policy after them.
 */
export function firstNo(
  { closed, rate }: Grant,
  { executes, intentMatches, permitted, bucket }: Applicant,
): ReasonCode | null {
  if (closed !== null && precedesCommand(closed)) return reasonOf(closed)
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
export function withdrawn({ closed, rate }: Grant, bucket: number): ReasonCode | null {
  if (closed !== null) return reasonOf(closed)
  return isSampled(bucket, rate) ? null : 'stage_closed'
}

/** The master switch leaves no record; where one is due all the same, the corridor was closed. */
function reasonOf(closed: ReasonCode | 'off'): ReasonCode {
  return closed === 'off' ? 'stage_closed' : closed
}
