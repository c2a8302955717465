import { readFileSync, realpathSync, statSync } from 'node:fs'

/**
 * All connections of a process to one file share one mapping of its `-shm`, the index of its log, for as long
 * as any of them is open: one that is opened after that file was deleted or replaced reads and writes beside
 * everybody else. Whether a mapping of this process is of another file than the one that stands there now;
 * false where the system does not tell (it does on Linux).
 */
export function hasStrayIndex(path: string): boolean {
  const index = `${realpathSync.native(path)}-shm`
  const now = statSync(index, { bigint: true, throwIfNoEntry: false })?.ino
  const known = indices.get(index) ?? new Set<string>()
  indices.set(index, known)
  const stray = mapped().some(
    ({ inode, name }) =>
      inode !== String(now) &&
      (name === index || name === `${index} (deleted)` || known.has(inode)),
  )
  if (!stray && now !== undefined) known.add(String(now))
  return stray
}

/** By where they lie, so that one that was moved elsewhere is known again. */
const indices = new Map<string, Set<string>>()

function mapped(): readonly { readonly inode: string; readonly name: string }[] {
  return mapsOfProcess()
    .split('\n')
    .flatMap((line) => {
      // address permissions offset device inode name
      const found = /^\S+ \S+ \S+ \S+ (?<inode>[1-9]\d*) +(?<name>\/.*)$/u.exec(line)?.groups
      return found === undefined
        ? []
        : [{ inode: found['inode'] ?? '', name: unescaped(found['name'] ?? '') }]
    })
}

function mapsOfProcess(): string {
  try {
    return readFileSync('/proc/self/maps', 'utf8')
  } catch {
    return ''
  }
}

function unescaped(name: string): string {
  return name.replaceAll('\\012', '\n')
}
