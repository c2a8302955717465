import { createReadStream } from 'node:fs'
import { open as openFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { missingLog, standardInput, type LogTally } from '@partial-trust/analysis'
import { tallyCells } from '@partial-trust/analysis/cells'
import { messageOf, UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { refuseFolder } from './refuse-folder.js'

/** Help of `--cells`. */
export const cellsHelp =
  'count cells (see `partial-trust cells`) instead of a log: a file of JSON lines or Parquet, an http(s) address, or - for standard input'

/** Counts a file of cells, packed or not, Parquet, or what an address answers. */
export async function readCells(
  given: string,
  { cwd, stdin, signal }: CliContext,
): Promise<{ readonly name: string; readonly tally: LogTally }> {
  if (given === standardInput) {
    refuseFolder(stdin)
    const part = { packing: 'pipe', path: 'standard input', open: () => stdin } as const
    return { name: part.path, tally: await tallyCells(part, signal) }
  }
  if (/^https?:\/\//u.test(given)) return { name: given, tally: await fetchCells(given, signal) }
  const path = resolve(cwd, given)
  await requireFile(path)
  if (await isParquet(path)) {
    const { readCellsParquet } = await import('@partial-trust/analysis/parquet')
    const lines = await readCellsParquet(path)
    const open = (): Readable => Readable.from([Buffer.from(lines.join('\n'))])
    return { name: path, tally: await tallyCells({ packing: 'pipe', path, open }, signal) }
  }
  const part = { packing: 'pipe', path, open: () => createReadStream(path) } as const
  return { name: path, tally: await tallyCells(part, signal) }
}

/** What stops while it is answered is an error, not a smaller answer. */
async function fetchCells(address: string, signal: AbortSignal): Promise<LogTally> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(longestAnswerMs)])
  let bytes: Uint8Array
  try {
    const response = await fetch(address, { signal: within })
    if (!response.ok) throw new UserError(`${address} answers ${response.status}, and no cells`)
    bytes = await response.bytes()
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof UserError) throw error
    const why = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new UserError(`the cells at ${address} could not be fetched: ${messageOf(why)}`)
  }
  const open = (): Readable => Readable.from([Buffer.from(bytes)])
  return tallyCells({ packing: 'pipe', path: address, open }, signal)
}

const longestAnswerMs = 120_000

async function isParquet(path: string): Promise<boolean> {
  const file = await openFile(path, 'r')
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.toString('latin1') === 'PAR1'
  } finally {
    await file.close()
  }
}

async function requireFile(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory()) return
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    if (code !== 'ENOENT') throw new UserError(`the cells ${path} cannot be read (${code})`)
    throw new UserError((await missingLog(path)).replace('risk log', 'file of cells'))
  }
  throw new UserError(`${path} is a directory: give the path of a file of cells`)
}
