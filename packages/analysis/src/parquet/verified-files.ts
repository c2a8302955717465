import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@partial-trust/settings'
import { exportedFile } from './exported-file.js'
import { readManifest } from './export-manifest.js'

/** What the exports that files are of say about the logs that they were written of. */
export type ToldByExports = {
  readonly unreadableLines: number
  readonly holes: readonly string[]
}

/**
 * Files of an export count once its manifest lists them: until then the log is the truth. What an export that was
 * killed left lies beside what it was to replace, and would count twice.
 *
 * @param paths Absolute. Those that no export wrote are nobody's to verify.
 * @throws {UserError} when one is not listed, or a listed one is gone.
 */
export function verifiedFiles(paths: readonly string[]): ToldByExports {
  const found = new Map<string, string[]>()
  for (const path of paths) {
    const exported = exportedFile(path)
    if (exported === null) continue
    found.set(exported.folder, [...(found.get(exported.folder) ?? []), exported.file])
  }
  const told = [...found].map(([folder, files]) => toldBy(folder, files))
  return {
    unreadableLines: told.reduce((sum, { unreadableLines }) => sum + unreadableLines, 0),
    holes: told.flatMap(({ holes }) => holes),
  }
}

function toldBy(folder: string, files: readonly string[]): ToldByExports {
  const manifest = readManifest(folder)
  if (manifest === null) {
    throw new UserError(
      `${folder} has no manifest.json that lists its files: its export was interrupted, or they were copied without it. Export the log there again`,
    )
  }
  const listed = new Set(manifest.parts.flatMap((part) => part.files))
  const stranger = files.find((file) => !listed.has(file.replaceAll('\\', '/')))
  const gone = [...listed].find((file) => !existsSync(join(folder, file)))
  if (stranger !== undefined || gone !== undefined) {
    throw new UserError(
      stranger === undefined
        ? `${join(folder, gone ?? '')} is gone, and manifest.json lists it: export the log there again`
        : `${join(folder, stranger)} is not listed in manifest.json: an export to ${folder} was interrupted, or is under way. Export the log there again`,
    )
  }
  return {
    unreadableLines: manifest.parts.reduce((sum, part) => sum + part.unreadable_lines, 0),
    holes: manifest.holes,
  }
}
