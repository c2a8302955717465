import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { openControlFeed } from './control-feed.js'
import { threeStages } from './control-store.contract.js'
import { StoreUnavailableError } from './control-store.js'
import type { ControlSnapshot, ControlStore } from './control-store.js'
import type { ControlAction } from './control-action.js'
import { isFresh } from './lease.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openSqliteControlStore } from './sqlite-control-store.js'

const intent = 'add_shopping_item'
const leaseMs = 5000
const directories: string[] = []
const closers: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

type Fault = 'none' | 'fails' | 'hangs' | 'another store' | 'set back'

/** A feed on a real SQLite store that can be made to misbehave, in virtual time. */
async function rig() {
  const directory = mkdtempSync(join(tmpdir(), 'feed-'))
  directories.push(directory)
  const clock = createVirtualClock()
  const path = join(directory, 's.db')
  makeSqliteStore(path)
  const real = openSqliteControlStore({ path, now: () => clock.epochMs() })
  let fault: Fault = 'none'
  let version = 0
  let trailHangs = false
  const answers: Record<Fault, () => Promise<ControlSnapshot>> = {
    none: () => real.read(),
    fails: () => Promise.reject(new StoreUnavailableError('test', 'it is down')),
    hangs: () => new Promise(() => {}),
    'another store': async () => ({ ...(await real.read()), storeId: 'another' }),
    'set back': async () => ({ ...(await real.read()), head: { seq: 0, hash: '' } }),
  }
  const store: ControlStore = {
    ...real,
    subscribe: () => () => {}, // only the refresh loop, so that virtual time decides
    read: () => answers[fault](),
    audit: (range) => (trailHangs ? new Promise(() => {}) : real.audit(range)),
  }
  async function change(action: ControlAction): Promise<void> {
    const answer = await real.change({
      intent,
      action,
      by: 'ana',
      reason: 'x',
      expectedVersion: version,
    })
    expect(answer.kind).toBe('replaced')
    version += 1
  }
  /** Lets virtual time pass in steps small enough for every refresh to be answered. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      clock.advance(Math.min(100, left))
      await nextTurn()
    }
  }
  async function openFeed(seen: Clock = clock) {
    const feed = openControlFeed(store, { leaseMs, clock: seen })
    closers.push(
      () => feed.close(),
      () => real.close(),
    )
    await feed.ready
    return feed
  }
  return {
    clock,
    change,
    pass,
    openFeed,
    break: (next: Fault) => (fault = next),
    /** Until the answer is called, no page of the trail is answered. */
    hangTrail() {
      trailHangs = true
      return () => void (trailHangs = false)
    },
  }
}

describe('a control feed', () => {
  it('leaves a corridor without a rollout to the environment', async () => {
    const { openFeed } = await rig()
    const feed = await openFeed()
    expect(feed.view(intent)).toEqual({ kind: 'unmanaged' })
  })

  it('follows the rollout from stage to stage', async () => {
    const { openFeed, change, pass } = await rig()
    const feed = await openFeed()
    await change({ kind: 'rollout', plan: threeStages })
    await pass(1100)
    expect(feed.view(intent)).toEqual({ kind: 'open', stage: 'canary', rate: 0.01, mode: 'live' })
    await change({ kind: 'promote' })
    await pass(1100)
    expect(feed.view(intent)).toMatchObject({ stage: 'expanded', rate: 0.05 })
  })

  it('lets a kill beat everything, with and without a rollout', async () => {
    const { openFeed, change, pass } = await rig()
    const feed = await openFeed()
    await change({ kind: 'kill' })
    await pass(1100)
    expect(feed.view(intent)).toEqual({ kind: 'closed', reason: 'killed', stage: null })
    await change({ kind: 'resume' })
    await change({ kind: 'rollout', plan: threeStages })
    await change({ kind: 'incident' })
    await change({ kind: 'kill' })
    await pass(1100)
    expect(feed.view(intent)).toEqual({ kind: 'closed', reason: 'killed', stage: 'canary' })
  })

  it.each(['no_go', 'sentinel'] as const)(
    'shows a stage closed by %s as closed',
    async (because) => {
      const { openFeed, change, pass } = await rig()
      const feed = await openFeed()
      await change({ kind: 'rollout', plan: threeStages })
      await change({ kind: 'close', because, evidence: null })
      await pass(1100)
      expect(feed.view(intent)).toEqual({ kind: 'closed', reason: 'stage_closed', stage: 'canary' })
    },
  )

  const faults: Fault[] = ['fails', 'hangs', 'another store', 'set back']
  it.each(faults)(
    'closes within the lease when the store %s, and reopens by itself',
    async (fault) => {
      const { openFeed, change, pass, break: spoil } = await rig()
      await change({ kind: 'rollout', plan: threeStages })
      const feed = await openFeed()
      await pass(3000)
      spoil(fault)
      // The last good answer is at most a period (1000 ms) old when the fault begins.
      await pass(leaseMs - 1100)
      expect(feed.view(intent).kind).toBe('open')
      await pass(1200)
      expect(feed.view(intent)).toEqual({
        kind: 'closed',
        reason: 'lease_expired',
        stage: 'canary',
      })
      await pass(60_000)
      expect(feed.view(intent).kind).toBe('closed')
      spoil('none')
      await pass(3200)
      expect(feed.view(intent).kind).toBe('open')
    },
  )

  it('holds to a kill from the moment it hears of it, also while the trail does not tell that it follows', async () => {
    const parts = await rig()
    const { openFeed, change, pass } = parts
    await change({ kind: 'rollout', plan: threeStages })
    const feed = await openFeed()
    const answer = parts.hangTrail()
    await change({ kind: 'kill' })
    await pass(1100)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    // What opens waits for the proof.
    await change({ kind: 'resume' })
    await pass(1100)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'killed' })
    answer()
    await pass(3100)
    expect(feed.view(intent).kind).toBe('open')
  })

  it('never opens without having read the store once', async () => {
    const { openFeed, pass, break: spoil } = await rig()
    spoil('fails')
    const feed = await openFeed()
    expect(feed.view(intent)).toEqual({ kind: 'closed', reason: 'lease_expired', stage: null })
    expect(feed.lease()).toMatchObject({ fresh: false, ageMs: null })
    expect(feed.lease().problem).toContain('it is down')
    spoil('none')
    await pass(1100)
    expect(feed.view(intent)).toEqual({ kind: 'unmanaged' })
  })

  it('keeps saying killed when the lease runs out after a kill', async () => {
    const { openFeed, change, pass, break: spoil } = await rig()
    await change({ kind: 'kill' })
    const feed = await openFeed()
    spoil('fails')
    await pass(leaseMs * 2)
    expect(feed.view(intent)).toMatchObject({ reason: 'killed' })
  })

  it('judges the age itself, so a process that slept acts on nothing old', async () => {
    const { openFeed, change, clock } = await rig()
    await change({ kind: 'rollout', plan: threeStages })
    const feed = await openFeed()
    const asleep = { ...clock }
    asleep.advance(leaseMs + 1) // timers fall due, but no answer can arrive in between
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'lease_expired' })
  })

  it.each([-3_600_000, -400, 400, 86_400_000])(
    'closes until refreshed when the wall clock leaps by %i ms',
    async (leap) => {
      const { openFeed, change, clock, pass } = await rig()
      await change({ kind: 'rollout', plan: threeStages })
      const feed = await openFeed()
      clock.advance(200)
      clock.setEpoch(clock.epochMs() + leap)
      expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'lease_expired' })
      await pass(100)
      expect(feed.view(intent).kind).toBe('open')
    },
  )

  it('holds on while decisions in a row leave no turn to timers, and hears of a kill in between', async () => {
    const { openFeed, change, clock } = await rig()
    await change({ kind: 'rollout', plan: threeStages })
    let busyMs = 0
    const feed = await openFeed({
      ...clock,
      monotonicMs: () => clock.monotonicMs() + busyMs,
      epochMs: () => clock.epochMs() + busyMs,
    })
    for (; busyMs < leaseMs * 3; busyMs += 100) {
      expect(feed.view(intent).kind).toBe('open')
      await nextTurn() // the store's answer may come, but no timer falls due
    }
    await change({ kind: 'kill' })
    busyMs += 251
    for (let turn = 0; turn < 3; turn++) {
      feed.view(intent)
      await nextTurn()
    }
    expect(feed.view(intent)).toMatchObject({ reason: 'killed' })
  })

  it('accepts nothing on waking, however shortly before the machine slept the clocks were looked at', async () => {
    const { openFeed, change, clock } = await rig()
    await change({ kind: 'rollout', plan: threeStages })
    const feed = await openFeed()
    expect(feed.view(intent).kind).toBe('open')
    clock.setEpoch(clock.epochMs() + 1000) // the monotonic clock stood still meanwhile
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'lease_expired' })
  })

  it('tells whoever waits the moment a corridor closes, once each time', async () => {
    const { openFeed, change, pass, break: spoil } = await rig()
    const feed = await openFeed()
    let closings = 0
    const leave = feed.onClosed(intent, () => (closings += 1))
    await pass(2000)
    expect(closings).toBe(0)
    await change({ kind: 'kill' })
    await pass(3000)
    expect(closings).toBe(1)
    await change({ kind: 'resume' })
    await pass(1100)
    spoil('hangs')
    await pass(leaseMs + 1100)
    expect(closings).toBe(2)
    spoil('none')
    await pass(4000)
    leave()
    await change({ kind: 'kill' })
    await pass(1100)
    expect(closings).toBe(2)
  })

  it('hears the other listeners out when one throws', async () => {
    const { openFeed, change, pass } = await rig()
    const feed = await openFeed()
    let heard = false
    feed.onClosed(intent, () => {
      throw new Error('listener')
    })
    feed.onClosed(intent, () => (heard = true))
    await change({ kind: 'kill' })
    await pass(1100)
    expect(heard).toBe(true)
    expect(feed.lease().problem).toBeNull()
  })

  it('closes here alone until the corridor changes in the store', async () => {
    const { openFeed, change, pass } = await rig()
    await change({ kind: 'rollout', plan: threeStages })
    const feed = await openFeed()
    feed.closeHere(intent)
    expect(feed.view(intent)).toMatchObject({ kind: 'closed', reason: 'stage_closed' })
    await pass(2000)
    expect(feed.view(intent).kind).toBe('closed')
    await change({ kind: 'close', because: 'sentinel', evidence: null })
    await change({ kind: 'resume' })
    await pass(1100)
    expect(feed.view(intent).kind).toBe('open')
  })

  it('is closed for good once it is closed', async () => {
    const { openFeed, pass, clock } = await rig()
    const feed = await openFeed()
    feed.close()
    await pass(3000)
    expect(feed.view(intent).kind).toBe('closed')
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('the lease', () => {
  const read = { monotonicMs: 1000, epochMs: 50_000 }
  it.each([
    ['just read', { monotonicMs: 1000, epochMs: 50_000 }, true],
    ['a lease old to the millisecond', { monotonicMs: 6000, epochMs: 55_000 }, true],
    ['a millisecond older', { monotonicMs: 6001, epochMs: 55_001 }, false],
    ['read in the future', { monotonicMs: 999, epochMs: 49_999 }, false],
    ['slept through, by the wall clock', { monotonicMs: 1010, epochMs: 3_650_010 }, false],
    ['under a clock set back', { monotonicMs: 1010, epochMs: 40_000 }, false],
    ['without a clock', { monotonicMs: Number.NaN, epochMs: Number.NaN }, false],
  ])('judges state that is %s', (_what, now, fresh) => {
    expect(isFresh(read, now, leaseMs)).toBe(fresh)
  })
})
