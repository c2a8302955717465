import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { defaultPlan } from '@partial-trust/core'
import { oneFile } from '../../../scripts/build/one-file.ts'
import { controlPlan } from './control-plan.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'
import { verifyAudit } from './verify-audit.js'

// The built code: a child process is started by Node alone, without the test runner's loader.
const dist = (name: string): URL => new URL(`../dist/${name}.js`, import.meta.url)
const bundled = mkdtempSync(join(tmpdir(), 'processes-built-'))
afterAll(() => rmSync(bundled, { recursive: true }))
const built = await oneFile(
  [dist('sqlite-control-store'), dist('control-feed'), dist('background-clock')],
  bundled,
)
const children: ChildProcess[] = []
const directories: string[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

function freshPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'processes-'))
  directories.push(directory)
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  return path
}

function start(script: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, built, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

const writer = `
  const [built, path, name] = process.argv.slice(1)
  const { openSqliteControlStore } = await import(built)
  const store = openSqliteControlStore({ path, now: Date.now })
  for (let turn = 0; turn < 3; turn += 1) {
    const kind = ['kill', 'resume', 'incident'][turn]
    for (;;) {
      const expectedVersion = (await store.read()).corridors.get('a')?.version ?? 0
      const request = { intent: 'a', action: { kind }, by: name, reason: String(turn), expectedVersion }
      const { kind: answer } = await store.change(request)
      if (answer !== 'conflict') break // a refusal is an answer too: another has resumed it already
    }
  }
  await store.close()
`

describe('many processes on one SQLite store', () => {
  it('lose no audit entry, no kill and no incident, and keep the versions rising, when 32 write at once', async () => {
    const path = freshPath()
    const first = openSqliteControlStore({ path, now: Date.now })
    await first.change({
      intent: 'a',
      action: { kind: 'rollout', plan: controlPlan(defaultPlan) },
      by: 'ana',
      reason: 'first',
      expectedVersion: 0,
    })
    await first.close()
    const names = Array.from({ length: 32 }, (_, index) => `writer-${index}`)
    const exits = await Promise.all(
      names.map(async (name) => {
        const child = start(writer, path, name)
        await once(child, 'exit')
        return child.exitCode
      }),
    )
    expect(exits).toEqual(names.map(() => 0))
    const store = openSqliteControlStore({ path, now: Date.now })
    const { head, corridors } = await store.read()
    const entries = await store.audit()
    expect(verifyAudit(entries, { head, corridors: corridors.values() })).toMatchObject({
      kind: 'intact',
    })
    for (const action of ['kill', 'incident']) {
      const done = entries.filter((entry) => entry.action === action).map(({ by }) => by)
      for (const name of names) expect(done.filter((by) => by === name).length).toBe(1)
    }
    expect(entries.map((entry) => entry.version)).toEqual(entries.map((_, index) => index + 1))
    await store.close()
  })

  const watcher = `
    const [built, path] = process.argv.slice(1)
    const { openSqliteControlStore, openControlFeed, backgroundClock } = await import(built)
    const store = openSqliteControlStore({ path, now: Date.now })
    const feed = openControlFeed(store, { leaseMs: 500, clock: backgroundClock })
    await feed.ready
    let last = ''
    setInterval(() => {
      const view = feed.view('a')
      const now = view.kind === 'closed' ? view.reason : view.kind
      if (now !== last) console.log((last = now))
    }, 1)
  `

  it('see a kill and a resume made by another process', async () => {
    const path = freshPath()
    const next = lines(start(watcher, path))
    expect(await next()).toBe('unmanaged')
    const store = openSqliteControlStore({ path, now: Date.now })
    await store.change({ intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' })
    expect(await next()).toBe('killed')
    await store.change({
      intent: 'a',
      action: { kind: 'resume' },
      by: 'ana',
      reason: 'x',
      expectedVersion: 1,
    })
    expect(await next()).toBe('unmanaged')
    await store.close()
  })

  it('ask the store before they accept anything after having been suspended, however long the lease', async () => {
    const path = freshPath()
    const child = start(watcher.replace('leaseMs: 500', 'leaseMs: 60000'), path)
    const next = lines(child)
    expect(await next()).toBe('unmanaged')
    child.kill('SIGSTOP')
    const store = openSqliteControlStore({ path, now: Date.now })
    await store.change({ intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' })
    await sleep(700)
    child.kill('SIGCONT')
    // Never once open again: closed for want of news, and then for the kill.
    expect(['lease_expired', 'killed']).toContain(await next())
    await store.close()
  })

  it.each([
    [
      'the files beside it are deleted',
      (path: string) => ['-wal', '-shm'].forEach((end) => rmSync(path + end)),
    ],
    ['one of them is', (path: string) => rmSync(`${path}-shm`)],
    [
      'it is moved and a link put in its place',
      (path: string) => {
        renameSync(path, `${path}.moved`)
        symlinkSync(`${path}.moved`, path)
      },
    ],
    [
      'an older copy takes its place',
      (path: string) => {
        copyFileSync(`${path}.old`, `${path}.copy`)
        renameSync(`${path}.copy`, path)
      },
    ],
  ])('are closed by a kill, or have lost their lease, after %s', async (_what, vandalise) => {
    const path = freshPath()
    copyFileSync(path, `${path}.old`)
    const before = openSqliteControlStore({ path, now: Date.now })
    for (const intent of ['b', 'c']) {
      await before.change({ intent, action: { kind: 'kill' }, by: 'ana', reason: 'x' })
    }
    const next = lines(start(watcher, path))
    expect(await next()).toBe('unmanaged')
    vandalise(path)
    const store = openSqliteControlStore({ path, now: Date.now })
    await store
      .change({ intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' })
      .catch(() => undefined)
    expect(['lease_expired', 'killed']).toContain(await next())
    await store.close()
    await before.close()
  })

  it.each([['-shm'], ['-shm', '-wal']])(
    'hear a kill also where several connections of theirs stand on a deleted index of the log (%s)',
    async (...ends) => {
      const path = freshPath()
      const several = watcher
        .replace('await import(built)', `await import('${dist('index').href}')`)
        .replace('openSqliteControlStore,', 'openControl,')
        .replace(
          'const store = openSqliteControlStore({ path, now: Date.now })',
          `const { store, evidence, leadership } = openControl({ kind: 'sqlite', path }, { cwd: '/', now: Date.now })
          await leadership.leads('me') // never used again
          setInterval(() => evidence.processes().catch(() => {}), 20)`,
        )
      const next = lines(start(several, path))
      expect(await next()).toBe('unmanaged')
      for (const end of ends) rmSync(path + end)
      const store = openSqliteControlStore({ path, now: Date.now })
      const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'x' } as const
      await store.change(kill)
      expect(['lease_expired', 'killed']).toContain(await next())
      await store.close()
    },
  )

  it('act on nothing after having been suspended for longer than the lease', async () => {
    const path = freshPath()
    const child = start(watcher, path)
    const next = lines(child)
    expect(await next()).toBe('unmanaged')
    child.kill('SIGSTOP')
    // Where it could ask at once, nobody would see that it was closed before it did.
    for (const end of ['', '-wal', '-shm']) renameSync(path + end, `${path}.away${end}`)
    await sleep(700)
    child.kill('SIGCONT')
    expect(await next()).toBe('lease_expired')
    for (const end of ['', '-wal', '-shm']) renameSync(`${path}.away${end}`, path + end)
    expect(await next()).toBe('unmanaged')
  })
})

/** The next lines a child prints, one at a time. */
function lines(child: ChildProcess): () => Promise<string> {
  if (child.stdout === null) throw new Error('no output')
  const iterator = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => String((await iterator.next()).value)
}
