import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVirtualClock } from '@partial-trust/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { evidenceStoreContract } from './evidence-store.contract.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { attemptsOf, sentCell } from './sent-cell.contract.js'
import { openSqliteEvidenceStore } from './sqlite-evidence-store.js'
import { tidyContract } from './tidy.contract.js'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

function freshStore(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tidy-'))
  folders.push(directory)
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  return path
}

tidyContract('SQLite', async () => openSqliteEvidenceStore({ path: freshStore(), now: Date.now }))

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

describe('SQLite as an evidence store', () => {
  it('lets decisions, and other writers, have their turn while it takes what a long outage left', async () => {
    const path = freshStore()
    const store = openSqliteEvidenceStore({ path, now: Date.now })
    const cells = Array.from({ length: 640 }, (_, bucket) => sentCell({ bucket, attempts: 1 }))
    let turns = 0
    let isSaving = true
    const turn = (): void => {
      turns += 1
      if (isSaving) setImmediate(turn)
    }
    setImmediate(turn)
    await store.save(cells)
    isSaving = false
    expect(turns).toBeGreaterThanOrEqual(10)
    const { metrics } = await store.evidence()
    expect(attemptsOf(metrics).length).toBe(640)
    await store.close()
  })
})
