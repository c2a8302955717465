import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { env } from 'node:process'

/**
 * A folder that the files of one run of the tests share: made by the first that asks, whole or not at all, since
 * several may ask at once; gone after the run.
 *
 * @param make Fills the draft, which is at `kept` in the end.
 * @returns Where it is kept; null outside a run.
 */
export async function keptInRun(
  name: string,
  make: (draft: string, kept: string) => Promise<void>,
): Promise<string | null> {
  const run = env['TEST_RUN_FOLDER']
  if (run === undefined) return null
  const kept = join(run, name)
  if (existsSync(kept)) return kept
  const draft = mkdtempSync(join(run, `${name}-`))
  await make(draft, kept)
  try {
    renameSync(draft, kept)
  } catch {
    rmSync(draft, { recursive: true, force: true }) // another was as quick
  }
  return kept
}
