import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVirtualClock } from '@partial-trust/testing'
import { defaultPlan } from '@partial-trust/core'
import { describe, expect, it } from 'vitest'
import type { ControlAction } from './control-action.js'
import { openControlFeed } from './control-feed.js'
import type { ControlFeed } from './control-feed.js'
import { controlPlan } from './control-plan.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import { decodeSnapshot, encodeSnapshot } from './control-wire.js'
import { untouched } from './control-state.js'
import { RelayedControl } from './relayed-control.js'
import { memoryControl } from './testing/memory-control.js'

const intent = 'decide_refund'
const leaseMs = 1000

/** A plane whose corridor stands open. */
async function openPlane(now: () => number) {
  const { store } = memoryControl({ now })
  const change = async (action: ControlAction): Promise<void> => {
    const expectedVersion = (await store.read()).corridors.get(intent)?.version ?? 0
    await store.change({ intent, action, by: 'ana', reason: 'x', expectedVersion })
  }
  await change({ kind: 'rollout', plan: controlPlan(defaultPlan) })
  return { store, change }
}

/** What a process takes for its store, of which it may only read. */
function readOnly(through: Pick<ControlStore, 'read' | 'audit'>): ControlStore {
  return {
    location: 'relay',
    read: () => through.read(),
    audit: (range) => through.audit(range),
    change: async () => ({ kind: 'conflict', current: untouched(intent) }),
    killAll: async () => [],
    plan: async () => null,
    subscribe: () => () => {},
    close: async () => {},
  }
}

/** A plane that can be cut off, relays in a row behind it, and a process behind the last. */
async function chain(relays: number) {
  const clock = createVirtualClock()
  const { store: held, change } = await openPlane(() => clock.epochMs())
  let reads = 0
  let answer = () => held.read()
  const plane: Pick<ControlStore, 'read' | 'audit'> = {
    read: () => {
      reads += 1
      return answer()
    },
    audit: (range) => held.audit(range),
  }
  let last = plane
  for (let i = 0; i < relays; i += 1) {
    const relay = new RelayedControl(last, { clock })
    last = {
      async read() {
        const snapshot = await relay.state()
        return decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(snapshot))))
      },
      audit: (range) => relay.audit(range),
    }
  }
  const store = readOnly(last)
  const feed = openControlFeed(store, { leaseMs, clock })
  await feed.ready
  async function pass(ms: number, each: () => void = () => {}): Promise<void> {
    for (let left = ms; left > 0; left -= 10) {
      clock.advance(10)
      for (let turn = 0; turn < 3; turn += 1) await nextTurn()
      each()
    }
  }
  return {
    clock,
    feed,
    store,
    pass,
    change,
    reads: () => reads,
    cut: () => (answer = () => Promise.reject(new Error('cut'))),
    hang: () => (answer = () => new Promise(() => {})),
  }
}

/** Nothing follows from it: for whoever only hands it on. */
function snapshotAt(seq: number, killed: boolean): ControlSnapshot {
  const state = { ...untouched(intent), version: seq, killed }
  return {
    storeId: 's',
    head: { seq, hash: `h${seq}` },
    lost: null,
    corridors: new Map([[intent, state]]),
  }
}

function isOpen(feed: ControlFeed): boolean {
  return feed.view(intent).kind !== 'closed'
}

describe.each([1, 2, 4])('a process behind %s relays', (relays) => {
  it('follows control for as long as the plane answers', async () => {
    const { feed, pass, change } = await chain(relays)
    let closed = 0
    await pass(5000, () => (closed += isOpen(feed) ? 0 : 1))
    expect(closed).toBe(0)
    await change({ kind: 'kill' })
    await pass(leaseMs)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    feed.close()
  })

  it.each(['cut', 'hang'] as const)(
    'is closed within its lease of the plane’s last answer when the plane is lost (%s)',
    async (how) => {
      const rig = await chain(relays)
      const { feed, clock, pass } = rig
      await pass(1234)
      rig[how]()
      const lostMs = clock.monotonicMs()
      let lastOpenMs = 0
      await pass(4000, () => {
        if (isOpen(feed)) lastOpenMs = clock.monotonicMs() - lostMs
      })
      expect(isOpen(feed)).toBe(false)
      expect(lastOpenMs).toBeLessThanOrEqual(leaseMs)
      feed.close()
    },
  )
})

describe('a relay', () => {
  it('hands out nothing that it asked for before its machine slept, whether or not the plane answers', async () => {
    const { store, feed, clock, cut, change } = await chain(1)
    await store.read()
    await change({ kind: 'kill' })
    clock.setEpoch(clock.epochMs() + 3_600_000)
    expect((await store.read()).corridors.get(intent)?.killed).toBe(true)
    clock.setEpoch(clock.epochMs() + 3_600_000)
    cut()
    await expect(store.read()).rejects.toThrow('the control plane does not answer')
    feed.close()
  })

  it('asks the plane once for many processes', async () => {
    const { store, feed, reads } = await chain(1)
    const before = reads()
    await Promise.all(Array.from({ length: 500 }, () => store.read()))
    expect(reads() - before).toBeLessThanOrEqual(1)
    feed.close()
  })

  it('asks for a page of the trail once for many processes, and anew when the state ends elsewhere', async () => {
    const clock = createVirtualClock()
    let end = 2
    const asked: number[] = []
    const relay = new RelayedControl(
      {
        read: async () => snapshotAt(end, false),
        audit: async ({ after = 0 } = {}) => (asked.push(after), []),
      },
      { clock },
    )
    const all = () =>
      Promise.all(Array.from({ length: 500 }, () => relay.audit({ after: 1, limit: 2 })))
    await all()
    await all()
    expect(asked).toEqual([1])
    end = 3
    clock.advance(200)
    await all()
    expect(asked).toEqual([1, 1])
  })

  it('asks again for a page that it could not have', async () => {
    const clock = createVirtualClock()
    let asked = 0
    const audit = async () => {
      asked += 1
      if (asked === 1) throw new Error('cut')
      return []
    }
    const relay = new RelayedControl({ read: async () => snapshotAt(1, false), audit }, { clock })
    await expect(relay.audit({ after: 0, limit: 1 })).rejects.toThrow('cut')
    expect(await relay.audit({ after: 0, limit: 1 })).toEqual([])
  })

  it('asks anew when it hears of a change while a question is under way', async () => {
    const clock = createVirtualClock()
    const questions: ((snapshot: ControlSnapshot) => void)[] = []
    const read = () => new Promise<ControlSnapshot>((settle) => questions.push(settle))
    const relay = new RelayedControl({ read, audit: async () => [] }, { clock })
    const asked = relay.state()
    const told = relay.refresh()
    questions[0]?.(snapshotAt(1, false)) // read before the change that it is told of
    await asked
    await nextTurn()
    questions[1]?.(snapshotAt(2, true))
    await told
    expect((await relay.state()).head.seq).toBe(2)
  })

  it.each([-1, Number.NaN, '0', null])(
    'is not believed when it says that its state is %s ms old',
    (age) => {
      const told = { ...encodeSnapshot(snapshotAt(1, false)), age_ms: age }
      expect(() => decodeSnapshot(told)).toThrow(/age_ms/u)
    },
  )

  it('answers nothing where it never reached its plane', async () => {
    const clock = createVirtualClock()
    const gone = { read: () => Promise.reject(new Error('no')), audit: async () => [] }
    const relay = new RelayedControl(gone, { clock })
    await expect(relay.state()).rejects.toThrow('does not answer')
    await expect(relay.audit({ after: 0, limit: 1 })).rejects.toThrow('does not answer')
  })
})
