import { open, rename, stat, unlink } from 'node:fs/promises'
import { errorCode, orMissing } from './error-code.js'

/** A rotation takes milliseconds; a lock this old was left behind by a crash. */
const staleLockMs = 30_000

/**
 * Renames `path` to `path.1`, `path.1` to `path.2` and so on; the file beyond `keep` is lost.
 * Several processes may try at once: a lock file lets one through, and it looks again whether the
 * file is still the one that was found too large.
 *
 * @param inode The file that has grown too large.
 * @returns Whether this call rotated.
 * @throws when the folder does not allow it; the log then grows on in its old file.
 */
export async function rotateLog(path: string, inode: number, keep: number): Promise<boolean> {
  const lock = `${path}.lock`
  if (!(await tryLock(lock))) return false
  try {
    const current = await orMissing(stat(path))
    if (current?.ino !== inode) return false
    for (let age = keep - 1; age >= 1; age--) {
      await orMissing(rename(`${path}.${age}`, `${path}.${age + 1}`))
    }
    await rename(path, `${path}.1`)
    return true
  } finally {
    await orMissing(unlink(lock))
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    const file = await open(lock, 'wx', 0o600)
    await file.close()
    return true
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    const held = await orMissing(stat(lock))
    // Removing it is all that is done now: whoever comes next competes for a fresh one.
    // A clock that was set back makes a left lock one of the future.
    const stale = held !== null && Math.abs(Date.now() - held.mtimeMs) > staleLockMs
    if (stale) await orMissing(unlink(lock))
    return false
  }
}
