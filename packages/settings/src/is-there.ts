import { lstatSync } from 'node:fs'

/**
 * Whether something has this name, be it a link to where nothing is now: what was meant by it is not there, which is
 * another thing than that nothing was meant. What cannot be looked at counts as there, so that whoever reads it says why.
 */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return true
  }
}
