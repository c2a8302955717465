import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { isInside } from '../guard/check-path.js'

/** A directory outside the tree for what git must be given a copy of; gone after the run. */
export type Scratch = {
  readonly path: string
  /** An empty directory that stands in for the home directory. */
  readonly home: string
  /** An empty directory to build a view of the file system on. */
  readonly top: string
  remove(): void
}

/** @throws {UserError} when every place for temporary files lies inside the tree. */
export function openScratch(root: string): Scratch {
  for (const place of [tmpdir(), '/tmp', '/var/tmp', '/dev/shm']) {
    const path = tryPlace(root, place)
    if (path === null) continue
    const [home, top] = [join(path, 'home'), join(path, 'top')]
    mkdirSync(home)
    mkdirSync(top)
    return {
      path,
      home,
      top,
      remove: () => {
        rmSync(path, { recursive: true, force: true })
      },
    }
  }
  throw new UserError(
    `no directory for temporary files outside ${root}: set TMPDIR to a writable directory elsewhere`,
  )
}

function tryPlace(root: string, place: string): string | null {
  try {
    const real = realpathSync(place)
    return isInside(root, real) ? null : mkdtempSync(join(real, 'partial-trust-explore-'))
  } catch {
    return null // not there or not writable: the next place will do
  }
}
