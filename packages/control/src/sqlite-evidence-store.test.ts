import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVirtualClock } from '@partial-trust/testing'
import { afterAll } from 'vitest'
import { evidenceStoreContract } from './evidence-store.contract.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { tidyContract } from './tidy.contract.js'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

tidyContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tidy-'))
  folders.push(directory)
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  return openSqliteEvidenceStore({ path, now: Date.now })
})

evidenceStoreContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'evidence-'))
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  const clock = createVirtualClock(Date.now())
  const now = () => clock.epochMs()
  return {
    here: openSqliteEvidenceStore({ path, now }),
    there: openSqliteEvidenceStore({ path, now }),
    pass: async (ms) => clock.advance(ms),
    cleanUp: async () => rmSync(directory, { recursive: true }),
  }
})
