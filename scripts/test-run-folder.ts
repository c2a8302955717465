import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import process, { env } from 'node:process'
import { isAlive } from '../packages/settings/src/is-alive.ts'

/**
 * Gives the files of one run of the tests a folder in which to share what is dear to make, and one in memory where
 * there is room for it; gone after it.
 */
export default function testRunFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'))
  env['TEST_RUN_FOLDER'] = folder
  const inMemory = folderInMemory()
  if (inMemory !== null) env['TEST_RUN_MEMORY'] = inMemory
  return () => {
    for (const made of [folder, inMemory]) {
      if (made !== null) rmSync(made, { recursive: true, force: true })
    }
  }
}

const memory = '/dev/shm'
/** Several times what the servers of four files at a time hold. */
const room = 4 * 1024 ** 3

/** Null where little is left, as in containers that give 64 MiB, or where no such file system is. */
function folderInMemory(): string | null {
  try {
    dropLeftBehind()
    const { bavail, bsize } = statfsSync(memory)
    if (Math.min(bavail * bsize, freemem()) < room) return null
    const folder = mkdtempSync(join(memory, `test-run-${process.pid}-`))
    chmodSync(folder, 0o711) // servers run as another user
    return folder
  } catch {
    return null
  }
}

/** What a run that was killed left: on a disk it could lie, but not in memory. */
function dropLeftBehind(): void {
  for (const name of readdirSync(memory)) {
    const pid = Number(/^test-run-(?<pid>\d+)-/u.exec(name)?.groups?.['pid'] ?? process.pid)
    if (!isAlive(pid)) rmSync(join(memory, name), { recursive: true, force: true })
  }
}
