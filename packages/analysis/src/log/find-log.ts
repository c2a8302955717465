import { createReadStream, type Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { logPartNames, type LogPartName } from '@partial-trust/core'
import { UserError } from '@partial-trust/settings'
import { datesMissing } from './dates-missing.js'
import { agesMissing } from './ages-missing.js'
import type { LogFile, LogPipe, RiskLog } from './log-part.js'
import { lossesTold } from './losses-told.js'
import { placeOf } from './moved-meanwhile.js'
import { partDigest } from './part-digest.js'
import { packingOf, unreadContent } from './sniff.js'

/** What `--risk-log -` names: a log that comes through standard input. */
export const standardInput = '-'

/**
 * Finds a risk log with everything rotated out of it, packed or not, oldest first. Naming a rotated file
 * itself (`PATH.1`) reads that one alone; a pipe (`<(zcat …)`) is read as it comes. A log that does not exist
 * has no parts, which is no error here: see {@link missingLog}.
 *
 * @param stdin Read where the path is `-`.
 * @throws {UserError} when what is there can be no log: a folder, binary data, a file that may not be read.
 */
export async function findLog(path: string, stdin?: Readable): Promise<RiskLog> {
  if (path === standardInput && stdin !== undefined) {
    return pipeLog('standard input', () => stdin)
  }
  const found = await look(path)
  if (found !== null && !found.isFile()) {
    if (found.isDirectory()) {
      throw new UserError(`${path} is a directory: give the path of the risk log file itself`)
    }
    return pipeLog(path, () => createReadStream(path))
  }
  const folder = dirname(path)
  const live = basename(path)
  const names = logPartNames(live, await siblings(folder))
  const holes = [...agesMissing(live, names), ...lossesTold(path)]
  const rotated = names.some(({ place }) => place.kind !== 'live')
  if (rotated && !names.some(({ place }) => place.kind === 'live')) {
    holes.push(`${path} itself is missing although files rotated out of it are there`)
  }
  const parts = new Map<LogPartName, LogFile>()
  for (const part of names) {
    const file = await inspect(join(folder, part.name), part.name === live, holes)
    if (file !== null) parts.set(part, file)
  }
  const single = await withoutTwins(parts, holes)
  holes.push(...(await datesMissing(single)))
  return { name: path, parts: single.map(({ file }) => file), holes }
}

function pipeLog(name: string, open: () => Readable): RiskLog {
  const pipe: LogPipe = { packing: 'pipe', path: name, open }
  return { name, parts: [pipe], holes: [] }
}

/** The file as a part of the log; null, with a hole told, where it cannot be read as one. */
async function inspect(path: string, isLive: boolean, holes: string[]): Promise<LogFile | null> {
  try {
    // A pipe that nobody writes to would be waited for without end.
    if (!isLive && !(await isFileThere(path))) {
      holes.push(`${path} is no file that can be read`)
      return null
    }
    const file = await fs.open(path, 'r')
    try {
      const stats = await file.stat({ bigint: true })
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
      const first = buffer.subarray(0, bytesRead)
      const unread = unreadContent(first)
      if (unread === null) {
        const packing = packingOf(first)
        return { path, bytes: Number(stats.size), packing, place: placeOf(stats) }
      }
      if (isLive) throw new UserError(`${path} ${unread}`)
      holes.push(`${path} ${unread}`)
      return null
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    if (codeOf(error) === 'ENOENT' && !(await isLink(path))) return null // rotated on since we looked
    if (isLive) throw unreadable(path, error)
    holes.push(`${path} cannot be read (${codeOf(error)})`)
    return null
  }
}

async function isFileThere(path: string): Promise<boolean> {
  const found = await fs.stat(path)
  return found.isFile()
}

/** Whether a name leads elsewhere, as to a disk that is not there now. */
async function isLink(path: string): Promise<boolean> {
  return fs.lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
}

type Placed = { readonly name: LogPartName; readonly file: LogFile }

/** Of two files in one place (`PATH.1`, `PATH.1.gz`) one is read; that they differ is a hole. */
async function withoutTwins(
  parts: ReadonlyMap<LogPartName, LogFile>,
  holes: string[],
): Promise<readonly Placed[]> {
  const kept = new Map<string, Placed>()
  for (const [name, file] of parts) {
    const place = JSON.stringify(name.place)
    const known = kept.get(place)
    if (known === undefined) {
      kept.set(place, { name, file })
      continue
    }
    const [read, other] = file.packing === 'plain' ? [file, known.file] : [known.file, file]
    kept.set(place, { name: file === read ? name : known.name, file: read })
    if ((await contentDigest(read)) === (await contentDigest(other))) continue
    holes.push(
      `${other.path} lies beside ${read.path} and holds something else: only the latter was read`,
    )
  }
  return [...kept.values()]
}

/** What could be read of a file, and what could not. */
async function contentDigest(file: LogFile): Promise<string> {
  const holes: string[] = []
  return [await partDigest(file, (hole) => holes.push(hole)), ...holes].join('\n')
}

async function look(path: string): Promise<Stats | null> {
  try {
    return await fs.stat(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw unreadable(path, error)
  }
}

async function siblings(folder: string): Promise<readonly string[]> {
  try {
    return await fs.readdir(folder)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new UserError(
      `${folder} cannot be listed (${code}), so what was rotated out of the log cannot be found: give this user the right to read the folder`,
    )
  }
}

function unreadable(path: string, error: unknown): UserError {
  const code = codeOf(error)
  const mend =
    code === 'EACCES' || code === 'EPERM'
      ? 'this user may not read it; run as one who may, or change its mode'
      : error instanceof Error
        ? error.message
        : String(error)
  return new UserError(`the risk log ${path} cannot be read (${code}): ${mend}`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
