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

const manifest = z.strictObject({
  version: z.union([z.literal(1), z.literal(2)]),
  parts: z.array(exportedPart),
  /** What is missing of the log, a sentence each; absent where a version wrote it that did not say. */
  holes: z.array(z.string()).optional(),
})

/** What a folder of Parquet holds and has been verified of, and what is known to be missing. */
export type ExportManifest = {
  readonly parts: readonly ExportedPart[]
  readonly holes: readonly string[]
}

const fileName = 'manifest.json'

/** Null where there is none yet. @throws {UserError} where it does not read. */
export function readManifest(folder: string): ExportManifest | null {
  const path = join(folder, fileName)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  try {
    const { parts, holes = [] } = manifest.parse(JSON.parse(text))
    return { parts, holes }
  } catch {
    throw new UserError(
      `${path} is no manifest of an export: give another folder, or remove what is in this one`,
    )
  }
}

/** Replaces it in one step, so that a crash leaves the one before. */
export function writeManifest(folder: string, { parts, holes }: ExportManifest): void {
  const path = join(folder, fileName)
  writeFileSync(`${path}.new`, `${JSON.stringify({ version: 2, parts, holes }, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}
