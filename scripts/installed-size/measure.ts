import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A package as it lies on the disk, what lies within it included. */
export type Installed = { readonly name: string; readonly megabytes: number }

/**
 * Every package that `npm ci` puts into the `node_modules` of `root`, the largest first; scopes and the parts of one
 * tool count as one. What other commands installed beside it is left out.
 */
export function measure(root: string): readonly Installed[] {
  const seen = new Set<number>()
  const bytes = new Map<string, number>()
  for (const name of lockedNames(root)) {
    const path = join(root, 'node_modules', name)
    if (!existsSync(path)) continue // of another platform
    const whole = toolOf(name)
    bytes.set(whole, (bytes.get(whole) ?? 0) + bytesIn(path, seen))
  }
  return [...bytes]
    .map(([name, size]) => ({ name, megabytes: size / 2 ** 20 }))
    .toSorted((a, b) => b.megabytes - a.megabytes)
}

/** Packages and scopes of the lockfile, as they stand in `node_modules`. */
function lockedNames(root: string): ReadonlySet<string> {
  const lock: { packages: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  const places = Object.keys(lock.packages).map((key) => key.split('/'))
  return new Set(
    places.flatMap(([folder, name]) => (folder === 'node_modules' && name ? [name] : [])),
  )
}

/** `@oxlint`, `@oxlint-tsgolint` and `oxlint` are one thing to whoever asks what takes the room. */
function toolOf(name: string): string {
  return (
    /^@?(?<tool>oxlint|rolldown|typescript|oxc|lightningcss)\b/.exec(name)?.groups?.['tool'] ?? name
  )
}

/** On the disk, in whole blocks; a file with two names counts once, and links lead elsewhere. */
function bytesIn(path: string, seen: Set<number>): number {
  const { blocks, ino, nlink } = lstatSync(path)
  if (nlink > 1 && seen.has(ino)) return 0
  seen.add(ino)
  const own = blocks * 512
  if (!lstatSync(path).isDirectory()) return own
  return readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name), seen), own)
}
