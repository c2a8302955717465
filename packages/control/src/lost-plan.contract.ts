import { defaultPlan } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import type { Tamperable } from './audit-store.contract.js'
import type { ControlAction } from './control-action.js'
import { controlPlan } from './control-plan.js'
import { rolloutController } from './rollout-controller.js'

const intent = 'decide_refund'
const plan = controlPlan(defaultPlan)
const signed = { by: 'ana', reason: 'harm' } as const

/** What is done to a corridor whose plan was damaged or lost behind the product's back. */
export function lostPlanContract(name: string, open: () => Promise<Tamperable>): void {
  describe(`a corridor in a ${name} store whose plan`, () => {
    const opened: Tamperable[] = []
    async function broken(tampering: string) {
      const made = await open()
      opened.push(made)
      const { store } = made.control
      const act = async (action: ControlAction) => {
        const { version = 0 } = (await store.read()).corridors.get(intent) ?? {}
        return store.change({ intent, action, ...signed, expectedVersion: version })
      }
      await act({ kind: 'rollout', plan })
      await act({ kind: 'promote' })
      await made.tamper(tampering)
      return { ...made, store, act }
    }
    afterEach(async () => {
      for (const { control, cleanUp } of opened.splice(0)) {
        await control.close()
        await cleanUp?.()
      }
    })

    describe.each([
      ['is gone', 'delete from ?plans'],
      ['does not read', `update ?plans set plan = '{"digest":'`],
    ])('%s', (_how, tampering) => {
      it('is killed, and closed by an incident, all the same', async () => {
        const { store, act } = await broken(tampering)
        expect(await act({ kind: 'incident' })).toMatchObject({
          kind: 'replaced',
          state: { rollout: { closed: 'incident' } },
        })
        expect(await act({ kind: 'kill' })).toMatchObject({ state: { killed: true } })
        expect(await store.killAll({ also: [], ...signed })).toMatchObject([{ killed: true }])
      })

      it('comes back from a kill closed, and not where it stood, until a rollout begins anew', async () => {
        const { act } = await broken(tampering)
        await act({ kind: 'kill' })
        expect(await act({ kind: 'resume' })).toMatchObject({
          kind: 'replaced',
          state: { killed: false, rollout: { stage: 'expanded', closed: 'no_go' } },
        })
        for (const kind of ['resume', 'promote', 'demote'] as const) {
          expect(await act({ kind })).toMatchObject({
            kind: 'refused',
            problem: expect.stringContaining('cannot be read from the store'),
          })
        }
        expect(await act({ kind: 'rollout', plan, restart: true })).toMatchObject({
          state: { rollout: { stage: 'canary', closed: null } },
        })
      })
    })

    it('is gone is closed by whoever leads, because nobody can judge it', async () => {
      const { control, store } = await broken('delete from ?plans')
      const clock = createVirtualClock(Date.now())
      const look = (leads: boolean) =>
        rolloutController({ store, desk: control.desk, clock, leads: async () => leads }).look()
      await look(false)
      expect((await store.read()).corridors.get(intent)?.rollout?.closed).toBeNull()
      await look(true)
      expect((await store.read()).corridors.get(intent)).toMatchObject({
        changed_by: 'rollout controller',
        rollout: { closed: 'no_go' },
      })
    })
  })
}
