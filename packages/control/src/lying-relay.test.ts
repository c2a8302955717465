import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVirtualClock } from '@partial-trust/testing'
import { defaultPlan } from '@partial-trust/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditHash } from './audit-entry.js'
import type { AuditEntry } from './audit-entry.js'
import type { ControlAction } from './control-action.js'
import { openControlFeed } from './control-feed.js'
import { controlPlan } from './control-plan.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { untouched } from './control-state.js'
import type { CorridorState } from './control-state.js'
import { memoryControl } from './testing/memory-control.js'

const [intent, beside] = ['decide_refund', 'add_shopping_item']
const leaseMs = 1000
/** Of the stage at which the corridor stands, and stood at any time. */
const rate = 0.01

type Answer = {
  readonly snapshot: ControlSnapshot
  readonly trail: readonly AuditEntry[]
}
/** What the relay has of its plane: the state as it is, as it was at first, and the trail. */
type Honest = Answer & { readonly first: ControlSnapshot }

/** The corridor as somebody would like to have it, on top of what it really is. */
function reopened(state: CorridorState | undefined): CorridorState {
  const open = { ...(state ?? untouched(intent)), killed: false }
  return open.rollout === null
    ? open
    : { ...open, rollout: { ...open.rollout, rate: 1, closed: null } }
}

function withState(snapshot: ControlSnapshot, state: CorridorState): ControlSnapshot {
  return { ...snapshot, corridors: new Map([...snapshot.corridors, [intent, state]]) }
}

/** A resume that nobody made, behind what the trail holds: `seal` gives it its hash. */
function madeUp(
  { snapshot, trail }: Honest,
  seal: (content: Omit<AuditEntry, 'previous' | 'hash'>) => string,
): Answer {
  const last = trail.at(-1)
  const state = reopened(snapshot.corridors.get(intent))
  if (last === undefined) return { snapshot, trail }
  const version = state.version + 1
  const to = { ...last.to, killed: false, rate: 1, closed: null }
  const { at, by, action, from, reason, evidence } = last
  const seq = last.seq + 1
  const content = { seq, at, by, action, intent, reason, version, from, to, evidence }
  const entry = { ...content, previous: last.hash, hash: seal(content) }
  const head = { seq: entry.seq, hash: entry.hash }
  return {
    snapshot: { ...withState(snapshot, { ...state, version, audit: head }), head },
    trail: [...trail, entry],
  }
}

const lies: Readonly<Record<string, (honest: Honest) => Answer>> = {
  'another store': ({ snapshot, trail }) => ({ snapshot: { ...snapshot, storeId: 'x' }, trail }),
  'an older state under the newest end': ({ snapshot, first, trail }) => ({
    snapshot: { ...snapshot, corridors: first.corridors },
    trail,
  }),
  'another state of the same change': ({ snapshot, trail }) => ({
    snapshot: withState(snapshot, reopened(snapshot.corridors.get(intent))),
    trail,
  }),
  'the state of another corridor': ({ snapshot, trail }) => ({
    snapshot: withState(snapshot, { ...reopened(snapshot.corridors.get(beside)), intent }),
    trail,
  }),
  'a corridor as if nobody had touched it': ({ snapshot, trail }) => {
    const corridors = new Map(snapshot.corridors)
    corridors.delete(intent)
    return { snapshot: { ...snapshot, corridors }, trail }
  },
  'that the store was not lost': ({ snapshot, trail }) => ({
    snapshot: { ...snapshot, lost: null },
    trail,
  }),
  'a change that is not in the trail': (honest) => ({
    ...madeUp(honest, () => 'f'.repeat(64)),
    trail: honest.trail,
  }),
  'a change in the trail whose hash is made up': (honest) => madeUp(honest, () => 'f'.repeat(64)),
  'a change in the trail that follows from none before it': (honest) =>
    madeUp(honest, (content) => auditHash(content, '0'.repeat(64))),
  'a trail whose last entry was altered': ({ snapshot, trail }) => ({
    snapshot: withState(snapshot, reopened(snapshot.corridors.get(intent))),
    trail: trail.map((entry) => ({ ...entry, to: { ...entry.to, killed: false, rate: 1 } })),
  }),
}

const silences = ['honest', 'lags', 'hangs', 'refuses'] as const
const faults = fc.constantFrom(...silences, ...Object.keys(lies))

/** A plane, a relay that does as it is told, and a process behind it that has heard its first word. */
async function rig(firstWord = 'honest', killed = false) {
  const clock = createVirtualClock()
  const { store: plane } = memoryControl({ now: () => clock.epochMs() })
  const change = async (of: string, action: ControlAction): Promise<void> => {
    const expectedVersion = (await plane.read()).corridors.get(of)?.version ?? 0
    await plane.change({ intent: of, action, by: 'ana', reason: 'x', expectedVersion })
  }
  for (const of of [beside, intent]) {
    await change(of, { kind: 'rollout', plan: controlPlan(defaultPlan) })
  }
  await change(beside, { kind: 'promote' })
  const first = await plane.read()
  if (killed) await change(intent, { kind: 'kill' })
  const readAtMs = clock.monotonicMs()
  let fault = firstWord
  const answer = async (): Promise<Answer> => {
    const honest = { snapshot: await plane.read(), first, trail: await plane.audit() }
    return lies[fault]?.(honest) ?? honest
  }
  const relay: ControlStore = {
    ...plane,
    location: 'relay',
    async read() {
      if (fault === 'refuses') throw new Error('503')
      if (fault === 'hangs') return new Promise(() => {})
      // Its age is the plane’s: a relay is trusted with that.
      if (fault === 'lags') return { ...first, ageMs: clock.monotonicMs() - readAtMs }
      return (await answer()).snapshot
    },
    audit: async ({ after = 0, limit = 1000 } = {}) =>
      (await answer()).trail.filter(({ seq }) => seq > after).slice(0, limit),
    subscribe: () => () => {},
  }
  const feed = openControlFeed(relay, { leaseMs, clock })
  await feed.ready
  return {
    clock,
    change,
    feed,
    lie: (next: string): void => void (fault = next),
    pass: async (): Promise<void> => {
      clock.advance(50)
      for (let turn = 0; turn < 4; turn += 1) await nextTurn()
    },
  }
}

describe('a relay that lies or lags', () => {
  it('can only close: nothing is accepted that the plane did not allow within the lease', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(faults, fc.integer({ min: 1, max: 60 })), {
          minLength: 1,
          maxLength: 12,
        }),
        fc.integer({ min: 0, max: 200 }),
        async (course, killAfter) => {
          const { clock, change, feed, lie, pass } = await rig()
          let killedMs = Number.POSITIVE_INFINITY
          let step = 0
          for (const [next, steps] of course) {
            lie(next)
            for (let i = 0; i < steps; i += 1) {
              if (step === killAfter) {
                await change(intent, { kind: 'kill' })
                killedMs = clock.monotonicMs()
              }
              step += 1
              await pass()
              const view = feed.view(intent)
              if (view.kind !== 'closed') expect(view).toMatchObject({ kind: 'open', rate })
              if (clock.monotonicMs() - killedMs > leaseMs) expect(view.kind).toBe('closed')
            }
          }
          feed.close()
        },
      ),
      { numRuns: 20 },
    )
  })

  it.each(Object.keys(lies).filter((name) => name !== 'that the store was not lost'))(
    'is not believed, and said not to be, where it tells %s',
    async (name) => {
      const { change, feed, lie, pass } = await rig()
      await pass()
      expect(feed.view(intent)).toMatchObject({ kind: 'open', rate })
      // What it tells next is the first that the process hears of the kill.
      await change(intent, { kind: 'kill' })
      lie(name)
      for (let i = 0; i < 30; i += 1) await pass()
      expect(feed.view(intent).kind).toBe('closed')
      expect(feed.lease().problem).toMatch(/follow|another store|in the trail/u)
      // The truth is believed again.
      lie('honest')
      for (let i = 0; i < 10; i += 1) await pass()
      expect(feed.lease().problem).toBeNull()
      expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
      feed.close()
    },
  )

  it('keeps nothing open by its first word once the truth is heard', async () => {
    const { feed, lie, pass } = await rig('another state of the same change', true)
    expect(feed.view(intent).kind).toBe('open')
    lie('honest')
    for (let i = 0; i < 5; i += 1) await pass()
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    feed.close()
  })
})
