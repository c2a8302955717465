import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'

/** Gives the files of one run of the tests a folder in which to share what is dear to make; gone after it. */
export default function testRunFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'))
  env['TEST_RUN_FOLDER'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
