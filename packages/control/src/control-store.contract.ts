import { defaultPlan } from '@partial-trust/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import type { ControlPlan } from './control-state.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { verifyAudit } from './verify-audit.js'

export const threeStages: ControlPlan = controlPlan(defaultPlan)

/** Two connections to one and the same, empty store. */
export type StorePair = {
  readonly here: ControlStore
  readonly there: ControlStore
  readonly cleanUp?: () => Promise<void>
}

const intent = 'decide_refund'
const start: ControlAction = { kind: 'rollout', plan: threeStages }

export function controlStoreContract(name: string, open: () => Promise<StorePair>): void {
  describe(`${name} as a control store`, () => {
    const opened: StorePair[] = []
    async function pair(): Promise<StorePair> {
      const stores = await open()
      opened.push(stores)
      return stores
    }
    afterEach(async () => {
      for (const { here, there, cleanUp } of opened.splice(0)) {
        await here.close()
        await there.close()
        await cleanUp?.()
      }
    })

    it('holds nothing about corridors nobody touched', async () => {
      const { here } = await pair()
      const snapshot = await here.read()
      expect(snapshot.corridors.size).toBe(0)
      expect(snapshot.head.seq).toBe(0)
      expect(await here.audit()).toEqual([])
    })

    it('shows a change to every connection, with who, when, what and why', async () => {
      const { here, there } = await pair()
      const change = await here.change({
        intent,
        action: start,
        by: 'ana',
        reason: 'first try',
        expectedVersion: 0,
      })
      expect(change.kind).toBe('replaced')
      const state = (await there.read()).corridors.get(intent)
      expect(state).toMatchObject({
        version: 1,
        killed: false,
        rollout: {
          stage: 'canary',
          rate: 0.01,
          mode: 'live',
          closed: null,
          plan: threeStages.digest,
        },
        changed_by: expect.stringContaining('ana'),
        why: 'first try',
      })
      const [entry] = await there.audit()
      expect(entry).toMatchObject({
        seq: 1,
        by: expect.stringContaining('ana'),
        action: 'rollout',
        reason: 'first try',
        intent,
      })
      expect(entry?.at).toBe(state?.changed_at)
      expect(await there.plan(threeStages.digest)).toEqual(threeStages)
      expect(await there.plan('another')).toBeNull()
    })

    it('answers the second of two writers with a conflict and keeps the first write', async () => {
      const { here, there } = await pair()
      await started(here)
      const promote = {
        intent,
        action: { kind: 'promote' },
        reason: 'good',
        expectedVersion: 1,
      } as const
      expect((await here.change({ ...promote, by: 'ana' })).kind).toBe('replaced')
      expect(await there.change({ ...promote, by: 'ben' })).toMatchObject({
        kind: 'conflict',
        current: { version: 2, changed_by: expect.stringContaining('ana') },
      })
      expect((await there.audit()).length).toBe(2)
    })

    it('kills whatever the version is, and keeps the stage in view', async () => {
      const { here, there } = await pair()
      await started(here)
      await here.change({
        intent,
        action: { kind: 'promote' },
        by: 'ana',
        reason: 'good',
        expectedVersion: 1,
      })
      const killed = await there.change({
        intent,
        action: { kind: 'kill' },
        by: 'ben',
        reason: 'harm',
      })
      expect(killed).toMatchObject({ kind: 'replaced', state: { killed: true, version: 3 } })
      expect((await here.read()).corridors.get(intent)).toMatchObject({
        killed: true,
        rollout: { stage: 'expanded' },
      })
    })

    it('kills a corridor nobody ever touched, and one that is killed already', async () => {
      const { here } = await pair()
      const kill = { intent, action: { kind: 'kill' }, by: 'ana', reason: 'to be sure' } as const
      expect(await here.change(kill)).toMatchObject({ kind: 'replaced', state: { version: 1 } })
      expect(await here.change(kill)).toMatchObject({ kind: 'replaced', state: { version: 2 } })
    })

    it('lets no change that was prepared before a kill undo it', async () => {
      const { here, there } = await pair()
      await started(here)
      await there.change({ intent, action: { kind: 'kill' }, by: 'ben', reason: 'harm' })
      const actions: ControlAction[] = [{ kind: 'promote' }, { kind: 'resume' }, start]
      for (const action of actions) {
        const change = await here.change({
          intent,
          action,
          by: 'ana',
          reason: 'x',
          expectedVersion: 1,
        })
        expect(change.kind).toBe('conflict')
      }
      expect((await here.read()).corridors.get(intent)?.killed).toBe(true)
    })

    it('resumes at the first stage', async () => {
      const { here } = await pair()
      await started(here)
      await here.change({
        intent,
        action: { kind: 'promote' },
        by: 'a',
        reason: 'x',
        expectedVersion: 1,
      })
      await here.change({ intent, action: { kind: 'kill' }, by: 'a', reason: 'x' })
      const resumed = await here.change({
        intent,
        action: { kind: 'resume' },
        by: 'a',
        reason: 'mended',
        expectedVersion: 3,
      })
      expect(resumed).toMatchObject({
        kind: 'replaced',
        state: { killed: false, version: 4, rollout: { stage: 'canary', rate: 0.01 } },
      })
    })

    it('refuses what leads nowhere, says why, and leaves no trace of it', async () => {
      const { here } = await pair()
      const refused = await here.change({
        intent,
        action: { kind: 'promote' },
        by: 'a',
        reason: 'x',
        expectedVersion: 0,
      })
      expect(refused).toMatchObject({ kind: 'refused', current: { version: 0 } })
      expect((await here.read()).corridors.size).toBe(0)
      expect(await here.audit()).toEqual([])
    })

    it('keeps the evidence a change rested on', async () => {
      const { here, there } = await pair()
      await started(here)
      const evidence = {
        verdict: 'NO_GO',
        metrics: [{ name: 'attempt_error', s: 3, n: 3, log_e: 4.25 }],
      }
      await here.change({
        intent,
        action: { kind: 'close', because: 'no_go', evidence },
        by: 'controller',
        reason: 'attempt_error',
        expectedVersion: 1,
      })
      expect((await there.audit({ after: 1 }))[0]?.evidence).toEqual(evidence)
      expect((await there.read()).corridors.get(intent)?.rollout?.closed).toBe('no_go')
    })

    it('keeps a chain that verifies against what the store says of itself', async () => {
      const { here, there } = await pair()
      await started(here)
      await there.change({
        intent: 'another',
        action: { kind: 'kill' },
        by: 'ben',
        reason: 'ünïcode \u0000 "quotes"',
      })
      await here.change({
        intent,
        action: { kind: 'incident', evidence: null },
        by: 'a',
        reason: 'x',
      })
      const { head, corridors } = await here.read()
      expect(verifyAudit(await there.audit(), { head, corridors: corridors.values() })).toEqual({
        kind: 'intact',
        entries: 3,
        head,
      })
    })

    it('pages through the audit trail in order', async () => {
      const { here } = await pair()
      for (const reason of ['1', '2', '3', '4', '5']) {
        await here.change({ intent, action: { kind: 'kill' }, by: 'a', reason })
      }
      const page = await here.audit({ after: 1, limit: 3 })
      expect(page.map((entry) => entry.reason)).toEqual(['2', '3', '4'])
    })

    it('tells subscribers of changes made elsewhere, until they leave', async () => {
      const { here, there } = await pair()
      await here.read()
      const seen = new Promise<ControlSnapshot>((resolve, reject) => {
        const leave = here.subscribe(() => {
          here.read().then((snapshot) => {
            if (snapshot.corridors.get(intent)?.killed !== true) return
            leave()
            resolve(snapshot)
          }, reject)
        })
      })
      await there.change({ intent, action: { kind: 'kill' }, by: 'a', reason: 'x' })
      expect((await seen).corridors.get(intent)?.killed).toBe(true)
    })

    it('gives the store one identity for everyone', async () => {
      const { here, there } = await pair()
      const [one, other] = [await here.read(), await there.read()]
      expect(one.storeId).toBe(other.storeId)
      expect(one.storeId).not.toBe('')
    })

    it('loses no entry and no kill when many write at once', async () => {
      const { here, there } = await pair()
      await started(here)
      await Promise.all(
        Array.from({ length: 24 }, async (_, writer) => {
          const store = writer % 2 === 0 ? here : there
          const kill = { intent, action: { kind: 'kill' }, by: `writer-${writer}` } as const
          await onceConnected(() => store.change({ ...kill, reason: 'race' }))
        }),
      )
      const { head, corridors } = await here.read()
      expect(corridors.get(intent)).toMatchObject({ version: 25, killed: true })
      const entries = await here.audit()
      expect(new Set(entries.slice(1).map((entry) => entry.by)).size).toBe(24)
      expect(verifyAudit(entries, { head, corridors: corridors.values() }).kind).toBe('intact')
    })
  })
}

/** On a busy machine a connection may not come in time: nothing was done then, and whoever kills asks again. */
async function onceConnected<Result>(act: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (!/when trying to connect/u.test(String(error))) throw error
    }
  }
}

async function started(store: ControlStore): Promise<void> {
  const change = await store.change({
    intent,
    action: start,
    by: 'ana',
    reason: 'start',
    expectedVersion: 0,
  })
  expect(change.kind).toBe('replaced')
}
