import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isInside } from '../guard/check-path.js'

/** Where programs are looked for, whatever PATH says. */
export const programDirectories = [
  '/usr/bin',
  '/bin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
] as const

/** Absolute path of a program, or null. A program that lies inside the tree is never taken. */
export function findProgram(name: string, root: string): string | null {
  for (const directory of programDirectories) {
    const path = join(directory, name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile() && !isInside(root, realpathSync(path))) return path
    } catch {
      // not here: look in the next directory
    }
  }
  return null
}

/**
 * Everything a program sees of the outside; nothing is inherited.
 *
 * @param directory Where programs are found by name.
 */
export function cleanEnvironment(home: string, directory = '/usr/bin'): Record<string, string> {
  return {
    PATH: directory,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
  }
}
