import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { Untrusted } from './untrusted.js'

/**
 * Bytes of a plain file; null where nothing has that name. Opened without following a link and
 * without waiting for a pipe's other end, and checked after opening, so that nothing can be swapped
 * in between.
 *
 * @param what Names the file in a refusal, e.g. `.git/index`.
 * @throws {Untrusted} for a link, a pipe, a directory, a file that cannot be read or is too large.
 */
export function readPlain(path: string | Buffer, what: string, mostBytes: number): Buffer | null {
  const descriptor = open(path, what)
  if (descriptor === null) return null
  try {
    const entry = fstatSync(descriptor)
    if (!entry.isFile()) throw new Untrusted(`${what} is not a plain file`)
    if (entry.size > mostBytes) {
      throw new Untrusted(`${what} is larger than ${mostBytes} bytes`, 'too-much')
    }
    return readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** The same as text; what is not UTF-8 becomes U+FFFD. */
export function readPlainText(
  path: string | Buffer,
  what: string,
  mostBytes = 65_536,
): string | null {
  return readPlain(path, what, mostBytes)?.toString('utf8') ?? null
}

function open(path: string | Buffer, what: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return null
    if (code === 'ELOOP' || code === 'EMLINK') {
      throw new Untrusted(`${what} is a link`, 'link-outside')
    }
    throw new Untrusted(`${what} cannot be read (${code})`)
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
