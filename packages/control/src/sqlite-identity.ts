import { lstatSync, realpathSync, statSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'

/**
 * What tells a SQLite store from anything put in its place: where the file really lies, the file
 * itself with its size and time of change (in WAL mode only a checkpoint touches it), and the two
 * files beside it, without which a connection goes on in a world of its own. Only ever looks at
 * names: opening the file a second time in this process would drop SQLite's locks on it.
 */
export type SqliteIdentity = {
  readonly file: string
  readonly beside: string
}

/** Undefined where there is no file. */
export function sqliteIdentity(path: string): SqliteIdentity | undefined {
  const main = statOf(path)
  if (main === undefined) return undefined
  const { dev, ino, size, mtimeNs } = main
  const real = realpathSync.native(path)
  const beside = ['-wal', '-shm'].map((end) => placeOf(real + end)).join(' ')
  const kind = lstatSync(path).isSymbolicLink() ? 'link' : 'file'
  return { file: `${kind} ${real} ${dev}:${ino} ${size} ${mtimeNs}`, beside }
}

export function isSame(before: SqliteIdentity, now: SqliteIdentity | undefined): boolean {
  return now !== undefined && before.file === now.file && before.beside === now.beside
}

function placeOf(path: string): string {
  const stat = statOf(path)
  return stat === undefined ? 'none' : `${stat.dev}:${stat.ino}`
}

function statOf(path: string): BigIntStats | undefined {
  return statSync(path, { bigint: true, throwIfNoEntry: false })
}
