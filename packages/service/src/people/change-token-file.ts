import {
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { makeFolderSync } from '@partial-trust/engine'
import { UserError } from '@partial-trust/settings'
import { codeOf, readTokenFile } from './token-file.js'
import type { StoredToken } from './token-file.js'

/** How long one waits for another who changes the file, and after how long a lock was left behind, in ms. */
const patienceMs = 10_000
const lockLifeMs = 5000
const pauseMs = 10

/**
 * Changes the file of tokens under a lock, so that of two changes at once none is lost, and puts the new
 * one in its place whole, mode 0600.
 *
 * @param change Is given what the file holds, null where there is none; gives what it shall hold, null to
 *   leave it as it is. What it throws leaves the file untouched.
 * @throws {UserError} when the file cannot be read or written, or is none: a link or a device would be lost.
 */
export function changeTokenFile(
  path: string,
  change: (tokens: readonly StoredToken[] | null) => readonly StoredToken[] | null,
): void {
  mustBeFile(path)
  const unlock = lock(path)
  try {
    const tokens = change(readTokenFile(path)?.tokens ?? null)
    if (tokens !== null) write(path, tokens)
  } finally {
    unlock()
  }
}

function mustBeFile(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined || there.isFile()) return
  if (!there.isSymbolicLink()) {
    throw new UserError(`${path} is no file; set PARTIAL_TRUST_TOKENS to one`)
  }
  throw new UserError(
    `${path} is a link: name the file that it leads to in PARTIAL_TRUST_TOKENS, or change it where it is kept`,
  )
}

function lock(path: string): () => void {
  const name = `${path}.lock`
  const endsAtMs = Date.now() + patienceMs
  for (;;) {
    try {
      makeFolderSync(dirname(path), 0o700)
      closeSync(openSync(name, 'wx', 0o600))
      return () => rmSync(name, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw notWritten(path, error)
    }
    clearLeftLock(name)
    if (Date.now() > endsAtMs) {
      throw new UserError(`${path}: somebody else has been changing it; try again`)
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs)
  }
}

/** A change takes milliseconds: an old lock was left by a process that ended on the way. */
function clearLeftLock(name: string): void {
  const stats = statSync(name, { throwIfNoEntry: false })
  // A clock that was set back makes a left lock one of the future.
  if (stats === undefined || Math.abs(Date.now() - stats.mtimeMs) < lockLifeMs) return
  const taken = `${name}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(name, taken) // of several who find it, one takes it away
    rmSync(taken, { force: true })
  } catch {
    // Another one did.
  }
}

function write(path: string, tokens: readonly StoredToken[]): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const file = openSync(draft, 'wx', 0o600)
    try {
      // One write may end early and say so by its length alone, as on a disk that is almost full.
      writeFileSync(file, `${JSON.stringify({ version: 2, tokens }, null, 2)}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw notWritten(path, error)
  }
}

function notWritten(path: string, error: unknown): UserError {
  return new UserError(
    `${path}: the token file cannot be written (${codeOf(error)}); set PARTIAL_TRUST_TOKENS`,
    1,
    { cause: error },
  )
}
