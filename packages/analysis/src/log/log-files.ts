import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { UserError } from '@partial-trust/settings'

export type LogFile = { readonly path: string; readonly bytes: number }

/**
 * The files of a risk log, oldest first: `PATH.2`, `PATH.1`, `PATH`. Naming a rotated file itself
 * (`PATH.1`) reads that one alone. A log that does not exist yet has no files, which is no error.
 *
 * @throws {UserError} when the path is a directory or cannot be looked at.
 */
export async function logFiles(path: string): Promise<readonly LogFile[]> {
  const rotated = (await siblings(path))
    .map((name) => ({ name, age: rotationAge(name, basename(path)) }))
    .filter((file): file is { name: string; age: number } => file.age !== null)
    .toSorted((a, b) => b.age - a.age)
    .map(({ name }) => join(dirname(path), name))
  const files = await Promise.all([...rotated, path].map(describe))
  return files.filter((file) => file !== null)
}

function rotationAge(name: string, live: string): number | null {
  const age = name.startsWith(`${live}.`) ? name.slice(live.length + 1) : ''
  return /^[1-9]\d{0,5}$/.test(age) ? Number(age) : null
}

async function siblings(path: string): Promise<readonly string[]> {
  try {
    return await readdir(dirname(path))
  } catch {
    return [] // describe() says what is wrong with the path itself
  }
}

async function describe(path: string): Promise<LogFile | null> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) {
      throw new UserError(`${path} is a directory: give the path of the risk log file itself`)
    }
    return { path, bytes: found.size }
  } catch (error) {
    if (error instanceof UserError) throw error
    if (isMissing(error)) return null
    const reason = error instanceof Error ? error.message : String(error)
    throw new UserError(`the risk log cannot be read: ${reason}`)
  }
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  )
}
