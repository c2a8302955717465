import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defaultPlan, emptyVector } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { auditStore } from './audit-store.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import { FleetCounts } from './fleet-counts.js'
import type { Control } from './open-control.js'
import type { StoreKeeper } from './store-keeper.js'

export type Kept = {
  /** The keeper of an address where no store is yet. */
  readonly keeper: StoreKeeper
  open(): Control
  readonly cleanUp?: () => Promise<void>
}

const signed = { by: 'ana', reason: 'first start' }
const rollout: ControlAction = { kind: 'rollout', plan: controlPlan(defaultPlan) }
const restoration = { by: 'ben', reason: 'disk replaced', name: 'backup.db' }

const key = {
  instance: 'one',
  bucket: 1000,
  corridor: 'a',
  epoch: 'e1',
  stage: 'canary',
  sampleRate: 0.01,
  mode: 'live',
  model: null,
} as const

/** So many decisions of one bucket. */
function cell(bucket: number, count: number): Cell {
  return { key: { ...key, bucket }, vector: emptyVector().fill(count, 0, 4) }
}

/** A store's own life, from the first schema to a backup put back. */
export function storeBackupContract(name: string, place: () => Promise<Kept>): void {
  describe(`backups of a ${name} store`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'backup-'))
    const cleanUps: (() => Promise<void>)[] = []
    let files = 0
    const freshFile = () => join(folder, `backup-${(files += 1)}.db`)
    async function fresh(): Promise<Kept> {
      const kept = await place()
      cleanUps.push(async () => {
        await kept.keeper.close()
        await kept.cleanUp?.()
      })
      return kept
    }
    async function made(): Promise<Kept & { readonly control: Control }> {
      const kept = await fresh()
      await kept.keeper.make(signed, null)
      const control = kept.open()
      cleanUps.unshift(() => control.close())
      return { ...kept, control }
    }
    afterAll(() => rmSync(folder, { recursive: true }))
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0)) await cleanUp()
    })

    it('come back whole: states, plans, trail and counts, closed until a person adopts them', async () => {
      const { keeper, control } = await made()
      await act(control, 'a', rollout)
      await control.evidence.save([{ key, vector: emptyVector().fill(3, 0, 4) }])
      const file = freshFile()
      const { head, audit } = await keeper.backup(file, false)
      expect(audit).toMatchObject({ kind: 'intact', entries: 2 })
      expect(statSync(file).mode & 0o777).toBe(0o600)
      const before = await control.store.read()
      await act(control, 'a', { kind: 'epoch', epoch: 'e9' })
      expect(await keeper.restore(file, restoration)).toEqual({
        backup: head,
        replaced: { seq: 3, hash: expect.any(String) },
        killed: [],
        open: ['a'],
      })
      const after = await control.store.read()
      expect(after.corridors).toEqual(before.corridors)
      expect(after.storeId).toBe(before.storeId)
      expect(after.lost).toContain('restored from backup.db')
      expect((await control.store.audit({ after: 2 })).map((entry) => entry.action)).toEqual([
        'restore',
      ])
      expect(await control.store.plan(controlPlan(defaultPlan).digest)).toEqual(
        controlPlan(defaultPlan),
      )
      const { metrics } = await control.evidence.evidence()
      expect([...metrics.cells.values()].map(({ vector }) => vector[3])).toEqual([3])
      expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
      expect(await keeper.adopt({ by: 'ana', reason: 'looked at' })).toBe(true)
      expect((await control.store.read()).lost).toBeNull()
      expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
    })

    it('are what every reader counts from then on, and what is counted after them, whoever read before', async () => {
      const { keeper, control } = await made()
      await control.evidence.save([cell(1000, 3)])
      const file = freshFile()
      await keeper.backup(file, false)
      const running = control.counts
      for (const bucket of [1001, 1002, 1003]) await control.evidence.save([cell(bucket, 1)])
      await control.evidence.save([cell(1000, 9)])
      expect(await countsIn(running)).toHaveLength(4)
      await keeper.restore(file, restoration)
      await control.evidence.save([cell(1004, 2)])
      expect(await countsIn(running)).toEqual([
        [1000, 3],
        [1004, 2],
      ])
      await control.evidence.save([cell(1005, 1)])
      expect(await countsIn(running)).toEqual(
        await countsIn(new FleetCounts(control.evidence, Date.now)),
      )
      // The same backup once more: another past again.
      await keeper.restore(file, restoration)
      expect(await countsIn(running)).toEqual([[1000, 3]])
    })

    it('reopen nothing that was killed, closed or lowered since', async () => {
      const { keeper, control } = await made()
      for (const intent of ['killed', 'closed', 'lowered', 'same', 'was-killed']) {
        await act(control, intent, rollout)
        await act(control, intent, { kind: 'promote' })
      }
      await act(control, 'was-killed', { kind: 'kill' })
      const file = freshFile()
      await keeper.backup(file, false)
      await act(control, 'killed', { kind: 'kill' })
      await act(control, 'closed', { kind: 'incident' })
      await act(control, 'lowered', { kind: 'demote' })
      await act(control, 'only-here', { kind: 'kill' })
      const { killed, open } = await keeper.restore(file, restoration)
      expect(killed.toSorted()).toEqual(['closed', 'killed', 'lowered', 'only-here'])
      expect(open).toEqual(['same'])
      const { corridors } = await control.store.read()
      for (const intent of ['killed', 'closed', 'lowered', 'only-here', 'was-killed']) {
        expect(corridors.get(intent)?.killed).toBe(true)
      }
      expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
    })

    it('go where no store is, and into a store of the other kind', async () => {
      const from = await made()
      await act(from.control, 'a', { kind: 'kill' })
      const file = freshFile()
      const { head } = await from.keeper.backup(file, false)
      const to = await fresh()
      expect(await to.keeper.restore(file, restoration)).toMatchObject({
        backup: head,
        replaced: null,
      })
      const control = to.open()
      cleanUps.unshift(() => control.close())
      expect((await control.store.read()).corridors.get('a')?.killed).toBe(true)
      expect((await auditStore(control.store, control.evidence)).kind).toBe('intact')
    })

    it('are not written over a file that is there, unless told to', async () => {
      const { keeper } = await made()
      const file = freshFile()
      writeFileSync(file, 'precious')
      await expect(keeper.backup(file, false)).rejects.toThrow(/--force/u)
      expect(readFileSync(file, 'utf8')).toBe('precious')
      await keeper.backup(file, true)
      expect((await keeper.backup(freshFile(), false)).head.seq).toBe(1)
      expect(await keeper.restore(file, restoration)).toMatchObject({ backup: { seq: 1 } })
    })

    it.each([
      ['a file that is not there', () => {}, /cannot be read/u],
      ['text', (file: string) => writeFileSync(file, 'no database '.repeat(999)), /is no backup/u],
      ['an empty file', (file: string) => writeFileSync(file, ''), /is no backup/u],
      ['another database', (file: string) => edit(file, 'create table t (x)'), /is no backup/u],
    ])('refuse %s', async (_what, spoil, problem) => {
      const { keeper, control } = await made()
      const file = freshFile()
      spoil(file)
      await expect(keeper.restore(file, restoration)).rejects.toThrow(problem)
      expect(await control.store.read()).toMatchObject({ lost: null, head: { seq: 1 } })
    })

    it.each([
      ['of a newer version', 'pragma user_version = 999', /newer version/u],
      [
        'with a broken trail',
        `update audit set entry = json_set(entry, '$.by', 'x')`,
        /is broken/u,
      ],
      [
        'with an edited state',
        `update corridors set state = json_set(state, '$.why', 'x')`,
        /is broken/u,
      ],
    ])('refuse a backup %s', async (_what, statement, problem) => {
      const { keeper, control } = await made()
      await act(control, 'a', rollout)
      const file = freshFile()
      await keeper.backup(file, false)
      edit(file, statement)
      await expect(keeper.restore(file, restoration)).rejects.toThrow(problem)
      expect(await control.store.read()).toMatchObject({ lost: null, head: { seq: 2 } })
    })

    it('migrate nothing where nothing is missing, and say that there is no store where none is', async () => {
      const there = await made()
      const done = await there.keeper.migrate(null)
      expect(done).toMatchObject({ kind: 'migrated' })
      if (done.kind === 'migrated') expect(done.from).toBe(done.to)
      expect(await (await fresh()).keeper.migrate(null)).toEqual({ kind: 'absent' })
    })
  })
}

/** Buckets and what they count, in the order of time. */
async function countsIn(counts: FleetCounts): Promise<readonly (readonly (number | null)[])[]> {
  await counts.refresh()
  return [...counts.of('a').cells.values()]
    .map(({ key: { bucket }, vector }) => [bucket, vector[0] ?? null])
    .toSorted(([a], [b]) => (a ?? 0) - (b ?? 0))
}

async function act(control: Control, intent: string, action: ControlAction): Promise<void> {
  const { corridors } = await control.store.read()
  const expectedVersion = corridors.get(intent)?.version ?? 0
  const given = { intent, action, by: 'ana', reason: action.kind, expectedVersion }
  expect((await control.store.change(given)).kind).toBe('replaced')
}

function edit(file: string, statement: string): void {
  const database = new DatabaseSync(file)
  database.exec(statement)
  database.close()
}
