import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { missingLog, standardInput, type LogTally } from '@partial-trust/analysis'
import { tallyCells } from '@partial-trust/analysis/cells'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from './context.js'
import { refuseFolder } from './refuse-folder.js'

/** Help of `--cells`. */
export const cellsHelp =
  'count cells (see `partial-trust cells`) instead of a log; - reads standard input'

/** Counts a file of cells, packed or not. */
export async function readCells(
  given: string,
  { cwd, stdin, signal }: CliContext,
): Promise<{ readonly name: string; readonly tally: LogTally }> {
  if (given === standardInput) {
    refuseFolder(stdin)
    const part = { packing: 'pipe', path: 'standard input', open: () => stdin } as const
    return { name: part.path, tally: await tallyCells(part, signal) }
  }
  const path = resolve(cwd, given)
  await requireFile(path)
  const part = { packing: 'pipe', path, open: () => createReadStream(path) } as const
  return { name: path, tally: await tallyCells(part, signal) }
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
