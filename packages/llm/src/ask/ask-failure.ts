import { attemptFailures } from '@partial-trust/core'
import type { AttemptFailure } from '@partial-trust/core'

/**
 * Thrown by a function that is asked for a candidate, to say what went wrong.
 *
 * @example
 * if (finish !== 'stop') throw new AskFailure('incomplete')
 */
export class AskFailure extends Error {
  override readonly name = 'AskFailure'
  readonly failure: AttemptFailure

  /** @throws {TypeError} when `failure` is not a reason code of a failed attempt. */
  constructor(failure: AttemptFailure) {
    if (!attemptFailures.includes(failure)) {
      throw new TypeError(`AskFailure: failure must be one of ${attemptFailures.join(', ')}`)
    }
    super(failure)
    this.failure = failure
  }
}
