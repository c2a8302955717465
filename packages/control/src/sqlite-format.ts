import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { holdsSomething } from './make-sqlite-file.js'
import { refuseSqliteDamage } from './refuse-sqlite-damage.js'
import { isSame, sqliteIdentity } from './sqlite-identity.js'
import { stepsTaken } from './sqlite-migrate.js'
import type { FormatRows } from './format-rows.js'

const attempts = 5

/**
 * What a state file holds, read from a copy: whoever opens a file in WAL mode, even only to read, makes
 * two more beside it.
 *
 * @throws {Error} when it cannot be read, or changed during every attempt to copy it.
 */
export function sqliteFormatRows(path: string): FormatRows {
  if (!holdsSomething(path)) return null
  const folder = mkdtempSync(join(tmpdir(), 'partial-trust-format-'))
  try {
    const copy = join(folder, 'state.db')
    copyWhole(path, copy)
    return readCopy(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The file and its log of one moment: a checkpoint in between would change the file. */
function copyWhole(path: string, copy: string): void {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = sqliteIdentity(path)
    rmSync(`${copy}-wal`, { force: true })
    if (statSync(`${path}-wal`, { throwIfNoEntry: false }) !== undefined) {
      copyFileSync(`${path}-wal`, `${copy}-wal`)
    }
    copyFileSync(path, copy)
    if (before !== undefined && isSame(before, sqliteIdentity(path))) return
  }
  throw new Error('it changed while it was read: ask again when less is written to it')
}

function readCopy(copy: string): FormatRows {
  const database = new DatabaseSync(copy)
  try {
    const steps = stepsTaken(database)
    if (steps === 0) return null
    refuseSqliteDamage(database)
    const rows = database.prepare('select intent, state from corridors order by intent').all()
    return {
      steps,
      rows: rows.map((row) => ({ intent: String(row['intent']), state: String(row['state']) })),
    }
  } finally {
    database.close()
  }
}
