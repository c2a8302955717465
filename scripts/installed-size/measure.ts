import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** A package as it lies on the disk, what lies within it included. */
export type Installed = { readonly name: string; readonly megabytes: number }

/** Every package of a `node_modules`, the largest first; scopes and the parts of one tool count as one. */
export function measure(modules: string): readonly Installed[] {
  const seen = new Set<number>()
  const bytes = new Map<string, number>()
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue // what tools keep between runs
    const whole = toolOf(name)
    bytes.set(whole, (bytes.get(whole) ?? 0) + bytesIn(join(modules, name), seen))
  }
  return [...bytes]
    .map(([name, size]) => ({ name, megabytes: size / 2 ** 20 }))
    .toSorted((a, b) => b.megabytes - a.megabytes)
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
