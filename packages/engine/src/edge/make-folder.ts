import { existsSync, mkdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and the folders above it. Node's own `recursive` never ends where the kernel answers
 * ENOENT although the parent exists, as below /proc.
 */
export function makeFolderSync(path: string, mode?: number): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolderSync(parent, mode)
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    if (!isThere(error)) throw error
  }
}

/** As {@link makeFolderSync}, without holding up the event loop. */
export async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  try {
    await mkdir(path)
  } catch (error) {
    if (!isThere(error)) throw error
  }
}

/** Another process was quicker. */
function isThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
