import { statSync } from 'node:fs'
import type { LogFile } from './log-part.js'

/** What tells a file from any other that comes to lie under its name. */
export function placeOf({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${dev}:${ino}`
}

/**
 * What is to be said of a part when it has been read; null where it is still the file that was listed, and no
 * shorter. Rotation moves one part into the name of the next: what was read under it then is that one twice.
 */
export function movedMeanwhile({ path, bytes, place }: LogFile): string | null {
  return isStill(path, bytes, place)
    ? null
    : `${path} was rotated, replaced or cut while the log was read: read it again`
}

function isStill(path: string, bytes: number, place: string): boolean {
  try {
    const now = statSync(path, { bigint: true })
    return placeOf(now) === place && now.size >= bytes
  } catch {
    return false
  }
}
