import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openControlFeed } from './control-feed.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

const leaseMs = 1000

/** A process that follows a store of its own, in virtual time: it looks when it is told to. */
async function following() {
  const directory = mkdtempSync(join(tmpdir(), 'vandals-'))
  directories.push(directory)
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  const clock = createVirtualClock()
  const now = (): number => clock.epochMs()
  const before = openSqliteControlStore({ path, now })
  await before.change({ intent: 'b', action: { kind: 'kill' }, by: 'ana', reason: 'x' })
  await before.close() // whoever closes last writes it all into the file itself
  const store = openSqliteControlStore({ path, now, pollMs: 10_000 })
  const feed = openControlFeed(store, { leaseMs, clock })
  await feed.ready
  expect(feed.view('a').kind).toBe('unmanaged')
  const close = async (): Promise<void> => {
    feed.close()
    await store.close()
  }
  return { path, clock, feed, close }
}

function garble(path: string, from: number, to: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(to - from, 'garbage '), 0, to - from, from)
  closeSync(file)
}

/** Of a table or an index, what a page's head says that it holds: nothing. */
function loseRows(path: string, name: string): void {
  const database = new DatabaseSync(path, { readOnly: true })
  const found = database.prepare('select rootpage from sqlite_schema where name = ?').get(name)
  const pageBytes = Number(database.prepare('pragma page_size').get()?.['page_size'])
  database.close()
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.of(0, 0), 0, 2, (Number(found?.['rootpage']) - 1) * pageBytes + 3)
  closeSync(file)
}

const pagesOfCorridors = ['corridors', 'sqlite_autoindex_corridors_1']

function away(path: string, back: boolean): void {
  for (const end of ['', '-wal', '-shm']) {
    if (back) renameSync(`${path}.away${end}`, path + end)
    else renameSync(path + end, `${path}.away${end}`)
  }
}

const vandals: readonly (readonly [string, (path: string) => void])[] = [
  ['garbage is written over it', (path) => writeFileSync(path, 'garbage '.repeat(5000))],
  ['garbage of its size is written over it', (path) => garble(path, 0, statSync(path).size)],
  ['its first page is overwritten', (path) => garble(path, 0, 4096)],
  ['all but its first page is overwritten', (path) => garble(path, 4096, statSync(path).size)],
  ['it is cut to nothing', (path) => truncateSync(path, 0)],
  ['it is cut in the middle', (path) => truncateSync(path, 6000)],
  [
    'it and its log are cut to nothing',
    (path) => ['', '-wal'].forEach((end) => truncateSync(path + end, 0)),
  ],
  [
    'a directory stands in its place',
    (path) => {
      away(path, false)
      mkdirSync(path)
    },
  ],
  [
    'a new file of the same name is made',
    (path) => {
      away(path, false)
      writeFileSync(path, '')
    },
  ],
  [
    'a store of somebody else stands in its place',
    (path) => {
      away(path, false)
      makeSqliteStore(path)
    },
  ],
  ['its file alone was taken away', (path) => renameSync(path, `${path}.away`)],
]

describe('a process whose SQLite store is spoiled under it', () => {
  it.each(vandals)('accepts nothing past its lease after %s', async (_what, spoil) => {
    const { path, clock, feed, close } = await following()
    spoil(path)
    expect(await feed.refresh()).toBe(false)
    expect(feed.lease().problem).not.toBe(null)
    // In steps, as a process lives that looks at its store five times a lease.
    for (let ms = 0; ms <= leaseMs; ms += 100) {
      clock.advance(100)
      await feed.refresh()
    }
    expect(feed.view('a')).toMatchObject({ kind: 'closed', reason: 'lease_expired' })
    expect(feed.view('b')).toMatchObject({ kind: 'closed', reason: 'killed' })
    await close()
  })

  it.each(pagesOfCorridors)(
    'opens no corridor that was killed where a page of %s has lost its rows',
    async (name) => {
      const { path, feed, close } = await following()
      loseRows(path, name)
      expect(await feed.refresh()).toBe(false)
      expect(feed.view('b')).toMatchObject({ kind: 'closed', reason: 'killed' })
      await close()
      const clock = createVirtualClock()
      const late = openSqliteControlStore({ path, now: () => clock.epochMs() })
      const started = openControlFeed(late, { leaseMs, clock })
      await started.ready
      expect(started.view('b')).toMatchObject({ kind: 'closed' })
      expect(started.lease().problem).toMatch(/damaged/u)
      started.close()
      await late.close()
    },
  )

  it('goes on where its file was taken away and comes back, and is closed in between', async () => {
    const { path, clock, feed, close } = await following()
    away(path, false)
    for (let ms = 0; ms <= leaseMs; ms += 100) {
      clock.advance(100)
      await feed.refresh()
    }
    expect(feed.view('a')).toMatchObject({ kind: 'closed', reason: 'lease_expired' })
    away(path, true)
    expect(await feed.refresh()).toBe(true)
    expect(feed.view('a').kind).toBe('unmanaged')
    await close()
  })

  it('goes on after garbage only with the store that it knew', async () => {
    const { path, clock, feed, close } = await following()
    const whole = ['', '-wal', '-shm'].map((end) => [path + end, readFileSync(path + end)] as const)
    writeFileSync(path, 'garbage '.repeat(5000))
    expect(await feed.refresh()).toBe(false)
    clock.advance(leaseMs + 100)
    expect(feed.view('a').kind).toBe('closed')
    for (const [name, bytes] of whole) writeFileSync(name, bytes)
    await feed.refresh()
    expect(feed.view('b')).toMatchObject({ kind: 'closed' })
    await close()
  })

  it.skipIf(process.getuid?.() === 0)(
    'is closed once it may not read its file any more, and opens when it may again',
    async () => {
      const { path, clock, feed, close } = await following()
      for (const end of ['', '-wal', '-shm']) chmodSync(path + end, 0)
      // What it holds open it may read on: whoever starts now does not.
      const late = openSqliteControlStore({ path, now: Date.now })
      await expect(late.read()).rejects.toThrow()
      await late.close()
      clock.advance(100)
      for (const end of ['', '-wal', '-shm']) chmodSync(path + end, 0o600)
      expect(await feed.refresh()).toBe(true)
      await close()
    },
  )
})
