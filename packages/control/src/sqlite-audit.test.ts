import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { auditStoreContract } from './audit-store.contract.js'
import type { Tamperable } from './audit-store.contract.js'
import { lostPlanContract } from './lost-plan.contract.js'
import { openControl } from './open-control.js'
import { sqliteKeeper } from './sqlite-keeper.js'

auditStoreContract('SQLite', tamperable)
lostPlanContract('SQLite', tamperable)

async function tamperable(): Promise<Tamperable> {
  const directory = mkdtempSync(join(tmpdir(), 'audit-'))
  const path = join(directory, 'state.db')
  const keeper = sqliteKeeper(path, Date.now)
  await keeper.make({ by: 'ana', reason: 'first start' }, null)
  await keeper.close()
  const control = openControl({ kind: 'sqlite', path }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  return {
    control,
    async tamper(statement) {
      const database = new DatabaseSync(path)
      database.exec(statement.replaceAll('?', ''))
      database.close()
    },
    setJson(table, column, path_, json) {
      const at = path_.map((part) => (/^\d+$/u.test(part) ? `[${part}]` : `.${part}`)).join('')
      return `update ?${table} set ${column} = json_set(${column}, '$${at}', json('${json}'))`
    },
    cleanUp: async () => rmSync(directory, { recursive: true }),
  }
}
