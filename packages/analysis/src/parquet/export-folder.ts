import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, UserError } from '@partial-trust/settings'
import type { ExportedPart } from './export-manifest.js'

const lockName = '.exporting'

/**
 * Makes the folder of an export, and keeps every other export of this machine out of it: two would clear away each
 * other's files. Hands out what lets the next one in. One that was killed keeps nobody out.
 *
 * @throws {UserError} when it cannot be written to, or another export is at it.
 */
export function takeFolder(folder: string): () => void {
  const lock = join(folder, lockName)
  try {
    mkdirSync(folder, { recursive: true })
    for (;;) {
      if (takeLock(lock)) return () => rmSync(lock, { force: true })
      const holder = holderOf(lock)
      if (holder !== null && isAlive(holder)) {
        throw new UserError(
          `process ${holder} is writing an export to ${folder}: wait for it, or remove ${lock} if that is something else`,
        )
      }
      rmSync(lock, { force: true })
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new UserError(`no export can be written to ${folder} (${String(error.code)})`)
  }
}

/**
 * @throws {UserError} when the folder holds another log that was still growing: its part would be taken for this
 *   one's and go, or count beside what grew of it since.
 */
export function requireSameLog(folder: string, log: string, parts: readonly ExportedPart[]): void {
  const other = parts.find(({ growing, name }) => growing && name !== log)
  if (other === undefined) return
  throw new UserError(
    `${folder} holds ${other.name}, which was still growing, and not ${log}: give each log a folder of its own, and count them together by \`cells --records\``,
  )
}

function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

function holderOf(lock: string): number | null {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    return Number.isInteger(pid) && pid > 0 && pid !== process.pid ? pid : null
  } catch {
    return null // it has just ended
  }
}
