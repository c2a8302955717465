import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { cellsQuery, duckdb as dialect, foldCells, recordColumns } from '../cells/index.js'
import type { LogPart, RiskLog } from '../log/log-part.js'
import { partDigest } from '../log/part-digest.js'
import { cellTotals, totalsOf } from './cell-totals.js'
import { exportedFile } from './exported-file.js'
import { requireSameLog, takeFolder } from './export-folder.js'
import { readManifest, writeManifest, type ExportedPart } from './export-manifest.js'
import { literal, openDuckdb, type Duckdb } from './open-duckdb.js'
import { RecordLines } from './record-lines.js'

/** What an export did. */
export type ExportResult = {
  readonly folder: string
  readonly written: readonly ExportedPart[]
  /** Parts that were there and verified before. */
  readonly kept: readonly ExportedPart[]
  readonly holes: readonly string[]
}

/**
 * Writes a log as Parquet, a folder a day and corridor, one part of the log after the other. Each part is
 * read back and counted by DuckDB before it is listed in the manifest: until then the log is the truth, and
 * an interrupted export goes on where it was. A part that still grows is written anew each time.
 *
 * @throws {UserError} when what DuckDB reads back is not what the log says, or the folder is not for this log now.
 */
export async function exportLog(
  log: RiskLog,
  folder: string,
  signal?: AbortSignal,
): Promise<ExportResult> {
  const letGo = takeFolder(folder)
  try {
    const known = readManifest(folder)?.parts ?? []
    requireSameLog(folder, log.name, known)
    return await exportParts(log, folder, known, signal)
  } finally {
    letGo()
  }
}

async function exportParts(
  log: RiskLog,
  folder: string,
  known: readonly ExportedPart[],
  signal: AbortSignal | undefined,
): Promise<ExportResult> {
  const duckdb = await openDuckdb()
  const [written, kept]: [ExportedPart[], ExportedPart[]] = [[], []]
  const holes = [...log.holes]
  const tell = (hole: string): number => holes.push(hole)
  try {
    for (const [at, part] of log.parts.entries()) {
      signal?.throwIfAborted()
      const digest = part.packing === 'pipe' ? null : await partDigest(part, () => undefined)
      const before = known.find((one) => one.digest === digest)
      if (before !== undefined) {
        kept.push({ ...before, name: part.path, growing: part.path === log.name })
        continue
      }
      written.push(await exportPart({ duckdb, log, part, folder, tell, signal }))
      // What grew is in the part that was written of it since: listing both would count it twice.
      const whole = known.filter(({ growing }) => !growing)
      const missing = log.parts.slice(at + 1).map(notYet)
      writeManifest(folder, { parts: [...whole, ...written], holes: [...holes, ...missing] })
    }
    const gone = known.filter(
      ({ growing, digest }) => !growing && kept.every((one) => one.digest !== digest),
    )
    const parts = [...gone, ...kept, ...written]
    writeManifest(folder, { parts, holes })
    removeStrangers(folder, parts)
    return { folder, written, kept, holes }
  } finally {
    duckdb.close()
  }
}

function notYet({ path }: LogPart): string {
  return `${path} was not exported: the export was interrupted`
}

type PartExport = {
  readonly duckdb: Duckdb
  readonly log: RiskLog
  readonly part: LogPart
  readonly folder: string
  readonly tell: (hole: string) => void
  readonly signal: AbortSignal | undefined
}

async function exportPart(given: PartExport): Promise<ExportedPart> {
  const { duckdb, log, part, folder, tell, signal } = given
  const staging = join(folder, stagingName)
  rmSync(staging, { recursive: true, force: true })
  await duckdb.run('CREATE OR REPLACE TABLE lines (record VARCHAR)')
  const lines = new RecordLines(part, tell)
  const records = await duckdb.append('lines', lines.read(signal))
  const digest = lines.digest()
  const name = part.path
  const listed = { digest, name, growing: name === log.name, records }
  const unread = { unreadable_lines: lines.unreadable }
  if (records === 0) return { ...listed, ...unread, files: [] }
  await duckdb.run(copyTo(staging, digest.slice(0, 16)))
  await verify(duckdb, part, staging)
  const files = filesUnder(staging).map((path) => relative(staging, path))
  for (const file of files) {
    const target = join(folder, file.replace(/part$/u, 'parquet'))
    mkdirSync(dirname(target), { recursive: true })
    renameSync(join(staging, file), target)
  }
  rmSync(staging, { recursive: true, force: true })
  return { ...listed, ...unread, files: files.map((file) => file.replace(/part$/u, 'parquet')) }
}

const stagingName = '.staging'
/** Not that of the others, so that whoever reads all of a folder never takes a part for whole. */
const stagingEnding = 'part'

function copyTo(staging: string, prefix: string): string {
  const columns = Object.entries(recordColumns).map(
    ([name, column]) => `${dialect.fromJson('CAST(record AS JSON)', column)} AS "${name}"`,
  )
  return `COPY (
    SELECT *, COALESCE(strftime("timestamp", '%Y-%m-%d'), 'undated') AS day, COALESCE(corridor_intent, '') AS corridor
    FROM (SELECT ${columns.join(', ')}, record FROM lines)
  ) TO ${literal(staging)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day, corridor), FILENAME_PATTERN '${prefix}_{i}', FILE_EXTENSION '${stagingEnding}')`
}

/** The cells that DuckDB counts of the files against those that we count of the log. */
async function verify(duckdb: Duckdb, part: LogPart, staging: string): Promise<void> {
  if (part.packing === 'pipe') return // cannot be read a second time
  const from = `read_parquet(${literal(`${staging}/**/*.${stagingEnding}`)}, hive_partitioning = false)`
  const theirs = totalsOf(await duckdb.texts(cellsQuery({ dialect: 'duckdb', from })))
  const ours = await cellTotals(foldCells({ name: part.path, parts: [part], holes: [] }))
  if (theirs === ours) return
  throw new UserError(
    `what was written of ${part.path} does not count as the log does, so nothing of it was kept: ${theirs} instead of ${ours}`,
  )
}

/** Files of an export that was cut off, and those that a grown part left behind; never anybody else's. */
function removeStrangers(folder: string, parts: readonly ExportedPart[]): void {
  const listed = new Set(parts.flatMap(({ files }) => files))
  for (const path of filesUnder(folder)) {
    const file = relative(folder, path)
    if (exportedFile(file)?.folder === '' && !listed.has(file)) rmSync(path)
  }
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
