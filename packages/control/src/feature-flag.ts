import { ProviderEvents, ProviderStatus, StandardResolutionReasons } from '@openfeature/server-sdk'
import type { Client, EvaluationContext, EvaluationDetails } from '@openfeature/server-sdk'
import type { Clock } from '@partial-trust/core'
import { backgroundClock } from './background-clock.js'
import { bounded } from './bounded.js'
import { isFresh, longestLeaseMs, momentOf, shortestLeaseMs } from './lease.js'
import type { Moment } from './lease.js'

export type FeatureFlagOptions = {
  /** Of `OpenFeature.getClient()`. */
  readonly client: Pick<
    Client,
    'getBooleanDetails' | 'addHandler' | 'removeHandler' | 'providerStatus'
  >
  readonly flag: string
  readonly context?: EvaluationContext
  /** How long an evaluation may be acted on, in ms: 500 to 60 000. Default 5000. */
  readonly leaseMs?: number
  /** Default: the real one. */
  readonly clock?: Clock
}

/** A feature flag as one more authority: list its `allows` in a corridor's `authorities`. */
export interface FeatureFlag {
  /** True only while a ready provider says so and said so within the lease. */
  allows(): boolean
  /** Settles after the first evaluation. */
  readonly ready: Promise<void>
  close(): void
}

/**
 * Follows a boolean flag through OpenFeature. It can only narrow: a provider that is not ready, an
 * error, a default, or silence for longer than the lease mean no. Flag SDKs keep serving the last
 * value when they lose touch; this does not.
 *
 * @throws {RangeError} for a lease that is none: its value, and what it must be.
 */
export function openFeatureFlag(options: FeatureFlagOptions): FeatureFlag {
  const { client, flag, context, leaseMs = 5000, clock = backgroundClock } = options
  if (!(leaseMs >= shortestLeaseMs && leaseMs <= longestLeaseMs)) {
    const must = `must be ms from ${shortestLeaseMs} to ${longestLeaseMs}`
    throw new RangeError(`the feature flag ${flag}: leaseMs ${must}, got ${String(leaseMs)}`)
  }
  const periodMs = leaseMs / 5
  let value = false
  let toldAt: Moment = { monotonicMs: Number.NEGATIVE_INFINITY, epochMs: 0 }
  let timer: unknown
  let closed = false
  let asked = 0
  let heard = 0

  async function evaluate(): Promise<void> {
    const askedAt = momentOf(clock)
    const turn = ++asked
    try {
      const details = await bounded(
        () => client.getBooleanDetails(flag, false, context),
        periodMs * 2,
        clock,
      )
      if (closed || client.providerStatus !== ProviderStatus.READY) return
      if (turn < heard) return // a later question was answered first
      heard = turn
      value = isCleanYes(details)
      toldAt = askedAt
    } catch {
      // No answer changes nothing; the lease runs on.
    }
  }

  function schedule(): void {
    if (closed) return
    timer = clock.setTimer(() => void evaluate().then(schedule), periodMs)
  }

  const onChange = (): void => void evaluate()
  client.addHandler(ProviderEvents.ConfigurationChanged, onChange)
  const ready = evaluate().then(schedule)
  const allows = (): boolean => value && isFresh(toldAt, momentOf(clock), leaseMs)
  // By this name people read who closed the corridor.
  Object.defineProperty(allows, 'name', { value: `flag ${flag}` })

  return {
    ready,
    allows,
    close() {
      closed = true
      value = false
      clock.clearTimer(timer)
      client.removeHandler(ProviderEvents.ConfigurationChanged, onChange)
    },
  }
}

/**
 * Reasons with which a value is not the flag's own word of now: the caller's or the system's default, an
 * error, a value that may be out of date, a flag that is switched off, or nobody knows.
 */
const notItsWord: ReadonlySet<string> = new Set([
  StandardResolutionReasons.DEFAULT,
  StandardResolutionReasons.DISABLED,
  StandardResolutionReasons.ERROR,
  StandardResolutionReasons.STALE,
  StandardResolutionReasons.UNKNOWN,
])

/** Providers are other people's code: a value that is truthy but not `true` is no yes. */
function isCleanYes({
  value,
  errorCode,
  errorMessage,
  reason,
}: EvaluationDetails<boolean>): boolean {
  const said: unknown = value
  const hasError = (errorCode ?? null) !== null || (errorMessage ?? '') !== ''
  return said === true && !hasError && !notItsWord.has(String(reason).toUpperCase())
}
