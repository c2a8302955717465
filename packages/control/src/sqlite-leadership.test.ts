import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { leadershipContract } from './leadership.contract.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { sqliteLeadership } from './sqlite-leadership.js'

leadershipContract('SQLite', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lead-'))
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  const [here, there] = [sqliteLeadership(path, Date.now), sqliteLeadership(path, Date.now)]
  return {
    here,
    there,
    pass: async (ms) => {
      const database = new DatabaseSync(path)
      database.prepare('update leader set until_ms = until_ms - ?').run(ms)
      database.close()
    },
    cleanUp: async () => {
      await here.close()
      await there.close()
      rmSync(directory, { recursive: true })
    },
  }
})
