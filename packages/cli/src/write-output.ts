import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { makeFolderSync } from '@partial-trust/engine'

/**
 * Makes the folders of a file that long work will end in, so that a wrong name is said before the work.
 *
 * @param what What it is, in messages: `the report`.
 * @throws {UserError} naming the file and why it cannot be written.
 */
export function requireWritable(path: string, what: string): void {
  orSay(path, what, () => {
    makeFolderSync(dirname(path))
    accessSync(existsSync(path) ? path : `${dirname(path)}/.`, constants.W_OK)
  })
}

/**
 * Writes a file that a command was asked for, and the folders it needs.
 *
 * @param what What it is, in messages: `the bundle`.
 * @throws {UserError} naming the file and why it cannot be written.
 */
export function writeOutput(path: string, text: string, what: string): void {
  orSay(path, what, () => {
    makeFolderSync(dirname(path))
    writeFileSync(path, text)
  })
}

function orSay(path: string, what: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`${what} ${path} cannot be written: ${reason}`, 1, { cause: error })
  }
}
