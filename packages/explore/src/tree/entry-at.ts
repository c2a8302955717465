import { lstatSync, realpathSync, statSync, type Stats } from 'node:fs'

/** What has this name, links not followed; null where nothing has, or nobody can tell. */
export function entryAt(path: string | Buffer): Stats | null {
  return orNull(() => lstatSync(path, { throwIfNoEntry: false }))
}

/** What this name leads to; null for nothing, a circle of links, a part that is no folder. */
export function targetOf(path: string | Buffer): Stats | null {
  return orNull(() => statSync(path, { throwIfNoEntry: false }))
}

/** The path without links; null where it cannot be found. */
export function realPathOf(path: string): string | null {
  return orNull(() => realpathSync.native(path))
}

/** A name of a foreign tree may be anything: too long, a circle, below a file, behind a locked door. */
function orNull<T>(look: () => T | undefined): T | null {
  try {
    return look() ?? null
  } catch {
    return null
  }
}
