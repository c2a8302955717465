import { describe, expect, it } from 'vitest'
import { AuditLedger } from './audit-ledger.js'
import type { ControlStore } from './control-store.js'
import { memoryControl } from './testing/memory-control.js'

async function changed(entries: number) {
  const control = memoryControl()
  const kills = async (intents: readonly string[]) => {
    for (const intent of intents) {
      await control.store.change({ intent, action: { kind: 'kill' }, by: 'ana', reason: 'a test' })
    }
  }
  await kills(Array.from({ length: entries }, (_, index) => (index % 4 === 0 ? 'rare' : 'usual')))
  const read: number[] = []
  const heads: number[] = []
  const store: Pick<ControlStore, 'read' | 'audit' | 'plan'> = {
    async read() {
      const snapshot = await control.store.read()
      heads.push(snapshot.head.seq)
      return snapshot
    },
    plan: (digest) => control.store.plan(digest),
    async audit(range) {
      const page = await control.store.audit(range)
      read.push(page.length)
      return page
    },
  }
  let nowMs = 0
  const ledger = new AuditLedger(store, () => nowMs)
  return { kills, read, heads, ledger, store, pass: (ms: number) => (nowMs += ms) }
}

const patiently = 60_000

describe('the audit ledger', () => {
  it('goes through the trail once, in slices, and from there on as it grows', async () => {
    const { kills, read, ledger } = await changed(430)
    const first = await ledger.look(null, 5, patiently)
    const head = first.entries.at(-1)?.seq ?? 0
    expect(first.chain.kind).toBe('intact')
    expect(first.entries.length).toBe(5)
    expect(first.more).toBe(head - 5)
    expect(Math.max(...read)).toBeLessThanOrEqual(50)
    read.length = 0
    await kills(['usual'])
    const next = await ledger.look(null, 5, patiently)
    expect(next.entries.at(-1)?.seq).toBe(head + 1)
    expect(read.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(3)
  })

  it('asks the store once where it ends, whoever looks and however long they want to wait', async () => {
    const { heads, ledger } = await changed(430)
    await ledger.look(null, 5, 0)
    await ledger.look(null, 5, patiently)
    expect(heads).toEqual([430, 430])
  })

  it('finds the newest of one corridor, however rare', async () => {
    const { kills, ledger } = await changed(40)
    await kills(Array.from({ length: 300 }, () => 'usual'))
    const { entries, more } = await ledger.look('rare', 4, patiently)
    expect(entries.map(({ intent }) => intent)).toEqual(Array(4).fill('rare'))
    expect(more).toBe(6)
  })

  it('answers whoever does not want to wait with the newest, and says how far it is', async () => {
    const { ledger } = await changed(430)
    const { chain, entries } = await ledger.look(null, 3, 0)
    expect(chain).toMatchObject({ kind: 'checking' })
    expect(entries.length).toBe(3)
    expect((await ledger.look(null, 3, patiently)).chain.kind).toBe('intact')
  })

  it('goes through it anew now and then, so that an old entry edited meanwhile is found', async () => {
    const { store, ledger, pass } = await changed(60)
    expect((await ledger.look(null, 1, patiently)).chain.kind).toBe('intact')
    const { audit } = store
    Object.assign(store, {
      audit: async (range: Parameters<typeof audit>[0]) =>
        (await audit(range)).map((entry) => (entry.seq === 7 ? { ...entry, by: 'eve' } : entry)),
    })
    pass(600_000)
    expect((await ledger.look(null, 1, patiently)).chain).toMatchObject({ kind: 'broken', seq: 7 })
  })

  it('begins anew where the store was set back', async () => {
    const { store, ledger } = await changed(60)
    await ledger.look(null, 1, patiently)
    const other = await changed(30)
    Object.assign(store, other.store)
    expect((await ledger.look(null, 1, patiently)).chain.kind).toBe('intact')
  })

  it('lets nobody wait for a trail that is long', async () => {
    const { store, ledger } = await changed(60)
    const { read } = store
    const far = async () => {
      const snapshot = await read()
      return { ...snapshot, head: { ...snapshot.head, seq: snapshot.head.seq + 5001 } }
    }
    Object.assign(store, { read: far })
    const { chain } = await ledger.look(null, 3, patiently * 1000)
    expect(chain).toMatchObject({ kind: 'checking' })
  })
})
