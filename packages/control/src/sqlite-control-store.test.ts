import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it } from 'vitest'
import { controlStoreContract } from './control-store.contract.js'
import { StoreUnavailableError } from './control-store.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'

const directories: string[] = []
function freshPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'control-'))
  directories.push(directory)
  return join(directory, 'state', 'state.db')
}
function madePath(): string {
  const path = freshPath()
  makeSqliteStore(path)
  return path
}
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

function open(path: string) {
  return openSqliteControlStore({ path, now: Date.now, pollMs: 20 })
}

controlStoreContract('SQLite', async () => {
  const path = madePath()
  return { here: open(path), there: open(path) }
})

function linkedPipe(path: string): void {
  execFileSync('mkfifo', [`${path}.pipe`])
  symlinkSync(`${path}.pipe`, path)
}

const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'drill' } as const

describe('a SQLite control store', () => {
  it.each([
    ['a device or a pipe', (path: string) => execFileSync('mkfifo', [path])],
    ['a link that leads to nothing', (path: string) => symlinkSync('/no/such/disk/state.db', path)],
    ['a link to a pipe', (path: string) => linkedPipe(path)],
  ])('is not made in the place of %s, which stays', (_what, put) => {
    const path = freshPath()
    mkdirSync(join(path, '..'))
    put(path)
    const before = lstatSync(path).mode
    expect(() => makeSqliteStore(path)).toThrow(/there is something|it is a link/u)
    expect(lstatSync(path).mode).toBe(before)
  })

  it('is readable by its owner alone', async () => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    await store.close()
  })

  it.each([
    ['text', (path: string) => writeFileSync(path, 'this is no database, '.repeat(500))],
    ['a torn file', (path: string) => truncateSync(path, 5000)],
    [
      'a directory',
      (path: string) => {
        rmSync(path)
        execFileSync('mkdir', [path])
      },
    ],
  ])('is unavailable, and not a crash, when the file turns into %s', async (_what, spoil) => {
    const path = madePath()
    const before = open(path)
    await before.change(kill)
    await before.close()
    rmSync(`${path}-wal`, { force: true })
    spoil(path)
    const store = open(path)
    await expect(store.read()).rejects.toThrow(StoreUnavailableError)
    await expect(store.change(kill)).rejects.toThrow(StoreUnavailableError)
    await store.close()
  })

  it('is unavailable at the very next read once garbage is written over its open file', async () => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    await store.read()
    writeFileSync(path, 'garbage '.repeat(5000))
    await expect(store.read()).rejects.toThrow(StoreUnavailableError)
    await store.close()
  })

  it('is unavailable while its file is gone, and back when the file is', async () => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    const { storeId } = await store.read()
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.away${end}`)
    await expect(store.read()).rejects.toThrow(/gone/)
    for (const end of ['', '-wal', '-shm']) renameSync(`${path}.away${end}`, path + end)
    const back = await store.read()
    expect(back.storeId).toBe(storeId)
    expect(back.corridors.get('a')?.killed).toBe(true)
    await store.close()
  })

  it.each([
    [`update audit set seq = 99 where seq = 1`, /audit entry 99 holds another/],
    [
      `insert into audit select 3, intent, entry from audit where seq = 2`,
      /audit entry 3 holds another/,
    ],
    [`update audit set intent = 'b'`, /audit entry 1 holds another/],
    [`update corridors set intent = 'b'`, /filed under another name/],
  ])('is unavailable, and not read for ever, after %s', async (tampering, problem) => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    await store.change(kill)
    const vandal = new DatabaseSync(path)
    vandal.exec(tampering)
    vandal.close()
    const readAll = async () => {
      await store.read()
      for (let after = 0, page = await store.audit(); page.length > 0;) {
        after = page.at(-1)?.seq ?? after
        page = await store.audit({ after })
      }
    }
    await expect(readAll()).rejects.toThrow(problem)
    await expect(readAll()).rejects.toThrow(StoreUnavailableError)
    await store.close()
  })

  it('is unavailable when a state does not read as one', async () => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    const vandal = new DatabaseSync(path)
    vandal.exec(`update corridors set state = json_set(state, '$.killed', 'no')`)
    await expect(store.read()).rejects.toThrow(StoreUnavailableError)
    vandal.close()
    await store.close()
  })

  it('refuses a file from a newer version', async () => {
    const path = madePath()
    const store = open(path)
    await store.change(kill)
    await store.close()
    const future = new DatabaseSync(path)
    future.exec('pragma user_version = 999')
    future.close()
    const again = open(path)
    await expect(again.read()).rejects.toThrow(/newer version/)
    await again.close()
  })
})
