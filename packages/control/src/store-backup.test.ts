import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it } from 'vitest'
import { auditStore } from './audit-store.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { sqliteKeeper } from './sqlite-keeper.js'
import { storeBackupContract } from './store-backup.contract.js'

const parent = mkdtempSync(join(tmpdir(), 'sqlite-backup-'))
afterAll(() => rmSync(parent, { recursive: true }))
const freshFolder = () => mkdtempSync(join(parent, 'at-'))

function open(path: string): Control {
  const control = openControl({ kind: 'sqlite', path }, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('no control')
  return control
}

storeBackupContract('SQLite', async () => {
  const path = join(freshFolder(), 'state.db')
  return { keeper: sqliteKeeper(path, Date.now), open: () => open(path) }
})

const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'drill' } as const
const restoration = { by: 'ben', reason: 'disk replaced', name: 'backup.db' }

describe('a backup of a SQLite store', () => {
  it('is one moment of it while others write', async () => {
    const folder = freshFolder()
    const path = join(folder, 'state.db')
    const keeper = sqliteKeeper(path, Date.now)
    await keeper.make({ by: 'ana', reason: 'first start' }, null)
    const writer = new Worker(
      `const { workerData } = require('node:worker_threads')
       import(workerData.from).then(async ({ openControl }) => {
         const { store } = openControl({ kind: 'sqlite', path: workerData.path }, { cwd: '/', now: Date.now })
         for (;;) await store.change(workerData.kill)
       })`,
      {
        eval: true,
        workerData: { path, kill, from: new URL('../dist/index.js', import.meta.url).href },
      },
    )
    const control = open(path)
    for (let taken = 0; taken < 3; taken += 1) {
      const before = (await control.store.read()).head.seq
      while ((await control.store.read()).head.seq < before + 5) await sleep(5)
      const { head, audit } = await keeper.backup(join(folder, `${taken}.db`), false)
      expect(audit).toMatchObject({ kind: 'intact', entries: head.seq })
    }
    await writer.terminate()
    await control.close()
    await keeper.close()
  })

  it.each([
    'state.db',
    'state.db-wal',
    'state.db-shm',
    'state.db-urgent',
    'a link',
    'below/../state.db',
  ])(
    'never takes the place of a file of the store itself, whatever is forced: %s',
    async (name) => {
      const folder = freshFolder()
      const path = join(folder, 'state.db')
      const keeper = sqliteKeeper(path, Date.now)
      await keeper.make({ by: 'ana', reason: 'first start' }, null)
      const control = open(path)
      await control.store.change(kill)
      symlinkSync(path, join(folder, 'a link'))
      mkdirSync(join(folder, 'below'))
      await expect(keeper.backup(`${folder}/${name}`, true)).rejects.toThrow(/the store itself/u)
      expect((await control.store.read()).corridors.get('a')?.killed).toBe(true)
      await control.close()
      await keeper.close()
    },
  )

  it('never takes the place of what is no file, whatever is forced', async () => {
    const folder = freshFolder()
    const keeper = sqliteKeeper(join(folder, 'state.db'), Date.now)
    await keeper.make({ by: 'ana', reason: 'first start' }, null)
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await expect(keeper.backup(join(folder, 'pipe'), true)).rejects.toThrow(/is no file/u)
    expect(statSync(join(folder, 'pipe')).isFIFO()).toBe(true)
    await keeper.close()
  })

  it('takes the place of a file that is no store any more, which is kept aside', async () => {
    const folder = freshFolder()
    const path = join(folder, 'state.db')
    const keeper = sqliteKeeper(path, Date.now)
    await keeper.make({ by: 'ana', reason: 'first start' }, null)
    const file = join(folder, 'backup.db')
    await keeper.backup(file, false)
    writeFileSync(path, 'garbage '.repeat(5000))
    expect(await keeper.restore(file, restoration)).toMatchObject({ replaced: null })
    const control = open(path)
    expect((await control.store.read()).lost).toContain('restored')
    expect(readdirSync(folder).some((name) => name.startsWith('state.db.broken-'))).toBe(true)
    await control.close()
    await keeper.close()
  })

  it.each(['a store', 'no store'])(
    'is put back whole or not at all where the restore over %s is killed with -9',
    async (over) => {
      const folder = freshFolder()
      const [path, file] = [join(folder, 'state.db'), join(folder, 'backup.db')]
      const keeper = sqliteKeeper(path, Date.now)
      await keeper.make({ by: 'ana', reason: 'first start' }, null)
      fillCells(path, 8_000)
      await keeper.backup(file, false)
      await keeper.close()
      if (over === 'no store')
        for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
      const child = spawn(process.execPath, [
        '-e',
        `import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}).then(({ openStoreKeeper }) =>
           openStoreKeeper({ kind: 'sqlite', path: ${JSON.stringify(path)} }, { cwd: '/', now: Date.now })
             .restore(${JSON.stringify(file)}, ${JSON.stringify(restoration)}))`,
      ])
      const ended = once(child, 'exit')
      const begun = () =>
        readdirSync(folder).some(
          (name) =>
            (name.endsWith('.new') || name === 'state.db-wal') &&
            (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) > 100_000,
        )
      while (!begun() && child.exitCode === null) await sleep(1)
      child.kill('SIGKILL')
      await ended
      const again = sqliteKeeper(path, Date.now)
      if (await again.isThere()) {
        const control = open(path)
        expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
        await control.close()
      }
      await again.restore(file, restoration)
      const control = open(path)
      expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
      expect((await control.store.read()).lost).toContain('restored')
      await control.close()
      await again.close()
      expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
    },
  )
})

function fillCells(path: string, count: number): void {
  const database = new DatabaseSync(path)
  database.exec('begin')
  const insert = database.prepare('insert into pooled values (?, ?, 1)')
  for (let bucket = 0; bucket < count; bucket += 1) {
    insert.run(
      JSON.stringify(['', bucket, 'a', 'e', 'canary', 0.01, 'live', null]),
      '{"eligible":1}',
    )
  }
  database.exec('commit')
  database.close()
}
