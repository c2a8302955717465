import { StoreAbsentError, StoreUnavailableError } from '@partial-trust/control'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'

/** What nobody knows of a change that was handed over and not answered, and how to find out. */
export function notKnown(intent: string | undefined): string {
  const command = intent === undefined ? 'partial-trust audit' : `partial-trust audit ${intent}`
  return `It is not known whether the change took place, and it may be stored yet: \`${command}\` tells`
}

/**
 * Waits for a change that is on its way. Whoever stops the command meanwhile is told that it waits, and what
 * is not known if they stop it again.
 *
 * @throws {UserError} where it was handed over and no answer came.
 */
export async function whetherStored<Result>(
  intent: string | undefined,
  { signal, stderr }: Pick<CliContext, 'signal' | 'stderr'>,
  change: Promise<Result>,
): Promise<Result> {
  const tell = (): void => {
    stderr.write(
      `the change is on its way; waiting for its answer. Stopped once more: ${notKnown(intent)}\n`,
    )
  }
  signal.addEventListener('abort', tell, { once: true })
  try {
    return await change
  } catch (error) {
    if (!(error instanceof StoreUnavailableError) || error instanceof StoreAbsentError) throw error
    if (!error.mayBeDone) throw error
    throw new UserError(`${error.message}. ${notKnown(intent)}.`, 1, { cause: error })
  } finally {
    signal.removeEventListener('abort', tell)
  }
}
