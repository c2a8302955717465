import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { makeFolderSync } from '@partial-trust/engine'

/**
 * Writes a file that a command was asked for, and the folders it needs.
 *
 * @param what What it is, in messages: `the bundle`.
 * @throws {UserError} naming the file and why it cannot be written.
 */
export function writeOutput(path: string, text: string, what: string): void {
  try {
    makeFolderSync(dirname(path))
    writeFileSync(path, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`${what} ${path} cannot be written: ${reason}`, 1, { cause: error })
  }
}
