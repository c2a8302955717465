import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { z } from 'zod'

const exportedPart = z.strictObject({
  /** SHA-256 of the part's unpacked bytes, in hex: the same part, packed or moved, is not written twice. */
  digest: z.string(),
  /** Its name in the log when it was written. */
  name: z.string(),
  /** Whether more may have been written to it since: then it is written anew. */
  growing: z.boolean(),
  records: z.number(),
  unreadable_lines: z.number(),
  /** Relative to the folder. */
  files: z.array(z.string()),
})
export type ExportedPart = z.infer<typeof exportedPart>

const manifest = z.strictObject({ version: z.literal(1), parts: z.array(exportedPart) })

const fileName = 'manifest.json'

/** What a folder of Parquet holds and has been verified of; nothing where there is none yet. */
export function readManifest(folder: string): readonly ExportedPart[] {
  const path = join(folder, fileName)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  try {
    return manifest.parse(JSON.parse(text)).parts
  } catch {
    throw new UserError(
      `${path} is no manifest of an export: give another folder, or remove what is in this one`,
    )
  }
}

/** Replaces it in one step, so that a crash leaves the one before. */
export function writeManifest(folder: string, parts: readonly ExportedPart[]): void {
  const path = join(folder, fileName)
  writeFileSync(`${path}.new`, `${JSON.stringify({ version: 1, parts }, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
