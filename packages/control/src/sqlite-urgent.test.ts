import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultPlan } from '@partial-trust/core'
import { controlPlan } from './control-plan.js'
import type { ControlStore } from './control-store.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'
import { SqliteFile } from './sqlite-file.js'
import { UrgentWrites } from './sqlite-urgent.js'

let directory: string
let path: string
let here: ControlStore
let there: ControlStore
let holder: DatabaseSync

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'urgent-'))
  path = join(directory, 'state.db')
  makeSqliteStore(path)
  here = openSqliteControlStore({ path, now: Date.now })
  there = openSqliteControlStore({ path, now: Date.now })
  holder = new DatabaseSync(path)
})

afterEach(async () => {
  if (holder.isTransaction) holder.exec('rollback')
  holder.close()
  await here.close()
  await there.close()
  rmSync(directory, { recursive: true })
})

const folder = (): string => `${path}-urgent`
const notes = (): string[] => (present(folder()) ? readdirSync(folder()) : [])
const present = (name: string): boolean =>
  readdirSync(directory).some((entry) => join(directory, entry) === name)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2)
}

function kill(intent: string, by = 'ana') {
  return { intent, action: { kind: 'kill' }, by, reason: 'x' } as const
}

function rollout(intent: string) {
  const action = { kind: 'rollout', plan: controlPlan(defaultPlan) } as const
  return { intent, action, by: 'eve', reason: 'x', expectedVersion: 0 }
}

/** Leaves a note as a process does that died afterwards. */
function leave(name: string, wish: unknown, ageMs = 0): void {
  mkdirSync(folder(), { recursive: true })
  writeFileSync(join(folder(), name), typeof wish === 'string' ? wish : JSON.stringify(wish))
  const at = (Date.now() - ageMs) / 1000
  utimesSync(join(folder(), name), at, at)
}

async function actions(): Promise<string[]> {
  return (await here.audit()).map(({ action, intent, by }) => `${action} ${intent} ${by}`)
}

describe('a kill that meets a store which is being written', () => {
  it('is carried out by whoever writes next, once, before what that one wanted', async () => {
    holder.exec('begin immediate')
    const killed = there.change(kill('a'))
    await until(() => notes().some((name) => name.endsWith('.json')))
    holder.exec('commit')
    await here.change(rollout('b'))
    expect(await killed).toMatchObject({ kind: 'replaced', state: { intent: 'a', killed: true } })
    expect(await actions()).toEqual(['kill a ana', 'rollout b eve'])
    expect(notes()).toEqual([])
  })

  it('leaves nothing beside the store when it could write at once', async () => {
    await here.change(kill('a'))
    await here.killAll({ also: ['b'], by: 'ana', reason: 'x' })
    expect(present(folder())).toBe(false)
  })

  it('waits for its own turn where no note can be left', async () => {
    writeFileSync(folder(), 'a file where the folder belongs')
    holder.exec('begin immediate')
    const killed = there.killAll({ also: ['a'], by: 'ana', reason: 'x' })
    await sleep(20)
    holder.exec('commit')
    expect(await killed).toMatchObject([{ intent: 'a', killed: true }])
    expect(await actions()).toEqual(['kill a ana'])
  })

  it('takes its note back when it gives up, so that nothing is closed after it said so', async () => {
    const file = new SqliteFile({ path })
    const impatient = new UrgentWrites({
      path,
      file,
      now: Date.now,
      patienceMs: 20,
      narrows: () => true,
      carryOut: () => expect.unreachable('nobody may carry it out'),
    })
    holder.exec('begin immediate')
    await expect(impatient.carryOut({ kind: 'change', request: kill('a') })).rejects.toThrow(
      'other processes kept it busy',
    )
    expect(notes()).toEqual([])
    holder.exec('commit')
    await here.change(rollout('b'))
    expect(await actions()).toEqual(['rollout b eve'])
    file.close()
  })
})

describe('a note that somebody left and died', () => {
  const wish = { kind: 'change', request: kill('a', 'gone') }

  it.each(['one.json', 'one.taken'])('is carried out by the next to write: %s', async (name) => {
    leave(name, wish)
    await here.change(rollout('b'))
    await here.change(rollout('c'))
    expect(await actions()).toEqual(['kill a gone', 'rollout b eve', 'rollout c eve'])
    expect(notes()).toEqual([])
  })

  it('is not carried out a second time when the one who did it died before clearing it', async () => {
    leave('one.json', wish)
    await here.change(rollout('b'))
    leave('one.taken', wish)
    await here.change(rollout('c'))
    expect(await actions()).toEqual(['kill a gone', 'rollout b eve', 'rollout c eve'])
    expect(notes()).toEqual([])
  })

  it('closes nothing once its writer has given up', async () => {
    leave('one.json', wish, 31_000)
    await here.change(rollout('b'))
    expect(await actions()).toEqual(['rollout b eve'])
    expect(notes()).toEqual([])
  })

  it('stops nobody else when its corridor cannot be read', async () => {
    await here.change(kill('a'))
    holder.exec("update corridors set state = '{' where intent = 'a'")
    leave('one.json', wish)
    await here.change(kill('b'))
    expect(await actions()).toEqual(['kill a ana', 'kill b ana'])
    expect(notes()).toEqual([])
  })

  it.each([
    ['a resume', { kind: 'change', request: { ...kill('a'), action: { kind: 'resume' } } }],
    ['a promotion', { kind: 'change', request: { ...kill('a'), action: { kind: 'promote' } } }],
    ['no JSON', '{'],
    ['no wish', []],
  ])('widens nothing and stops nothing when it holds %s', async (_what, text) => {
    leave('one.json', text)
    await here.change(kill('b'))
    expect(await actions()).toEqual(['kill b ana'])
    expect(notes()).toEqual([])
  })

  it('comes before those that close nothing any more, where one transaction cannot take all', async () => {
    await here.change(kill('a'))
    for (let n = 0; n < 20; n += 1) leave(`${n}.json`, wish, 1000)
    leave('last.json', { kind: 'change', request: kill('b', 'gone') })
    await here.change(rollout('c'))
    expect((await actions()).slice(1, 2)).toEqual(['kill b gone'])
    expect(notes().length).toBeGreaterThan(5)
  })
})
