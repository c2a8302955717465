import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceStoreContract } from './evidence-store.contract.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'

evidenceStoreContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'evidence-'))
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  return {
    here: openSqliteEvidenceStore({ path, now: Date.now }),
    there: openSqliteEvidenceStore({ path, now: Date.now }),
    cleanUp: async () => rmSync(directory, { recursive: true }),
  }
})
