import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, UserError } from '@partial-trust/settings'
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

/** How the files begin that nobody writes a report over on purpose. */
const irreplaceable = [
  { begins: 'SQLite format 3\0', is: 'a database' },
  { begins: '{"timestamp":"', is: 'a risk log' },
  { begins: '{\n  "version": 2,\n  "tokens"', is: 'the file of tokens' },
] as const

/** What a name means is easily mistaken; what was lost under it never comes back. */
function mustNotBury(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(64)
    const begins = bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0))
    const found = irreplaceable.find((one) => begins.startsWith(one.begins))
    if (found !== undefined) throw new Error(`${found.is} is there; name another file`)
  } finally {
    closeSync(file)
  }
}

function orSay(path: string, what: string, work: () => void): void {
  try {
    mustNotBury(path)
    work()
  } catch (error) {
    const reason = messageOf(error)
    throw new UserError(`${what} ${path} cannot be written: ${reason}`, 1, { cause: error })
  }
}
