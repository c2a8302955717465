import { fstatSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { UserError } from '@partial-trust/settings'

/**
 * Refuses a standard input that is a folder (`… < logs`), which Node gives as an empty stream.
 *
 * @throws {UserError} when it is one.
 */
export function refuseFolder(input: Readable): void {
  if (!('fd' in input) || typeof input.fd !== 'number') return
  if (!isFolder(input.fd)) return
  throw new UserError('standard input is a folder: give a file, such as < commands.jsonl')
}

function isFolder(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory()
  } catch {
    return false // closed: reading it will say so
  }
}
