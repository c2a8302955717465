import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createVirtualClock } from '@partial-trust/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { followAudit } from './follow-audit.js'
import { killCorridors } from './kill-corridors.js'
import { openLiveControl } from './live-control.js'
import { makeSqliteStore } from './make-sqlite-store.js'
import { openControl } from './open-control.js'
import type { Control } from './open-control.js'
import { backgroundClock } from './background-clock.js'
import { canaryIntent } from './canary.js'
import {
  fleetProofDueMs,
  latestProof,
  proofDueMs,
  proveStops,
  startStopProver,
} from './stop-proof.js'
import type { StopProof } from './stop-proof.js'
import { memoryControl } from './testing/memory-control.js'
import { MemoryMedium } from './testing/memory-medium.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function fleet() {
  const clock = createVirtualClock()
  const medium = new MemoryMedium()
  medium.make('store')
  const open = (): Control => memoryControl({ medium, now: () => clock.epochMs() })
  async function begin(instance: string, control: Control = open()) {
    const live = openLiveControl({
      control,
      leaseMs: 5000,
      instance,
      corridors: () => [],
      longestDeadlineMs: () => 200,
      clock,
      host: 'here',
      pid: 1,
      droppedRecords: () => 0,
    })
    cleanUps.push(async () => {
      void live.close()
      await pass(10_000)
    })
    await pass(100)
    return live
  }
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      clock.advance(20)
      await nextTurn()
    }
  }
  return { clock, open, begin, pass }
}

/** A store's window that shows what it showed at first for ever, and tells of no change. */
function deaf(control: Control): Control & { hear(): void } {
  let first: ReturnType<Control['store']['read']> | null = null
  let hears = false
  return {
    ...control,
    hear: () => (hears = true),
    store: {
      ...control.store,
      read: () => (hears ? control.store.read() : (first ??= control.store.read())),
      subscribe: () => () => {},
    },
  }
}

const blank = {
  instance: 'i',
  host: 'h',
  pid: 1,
  lease_ms: 5000,
  lease_age_ms: 1,
  corridors: [],
  dropped_records: 0,
  dropped_cells: 0,
}

describe('the trial of the kill', () => {
  it('stops every process that listens, is over by itself, and names the one that does not', async () => {
    const { clock, open, begin, pass } = fleet()
    const listening = await begin('listens')
    const lost = deaf(open())
    await begin('deaf', lost)
    const control = open()
    const proofs: StopProof[] = []
    const stop = startStopProver({
      control,
      instance: 'listens',
      everyMs: 60_000,
      clock,
      onProof(proof) {
        proofs.push(proof)
        listening.tellProof(proof)
      },
    })
    await pass(59_000)
    expect((await control.store.audit()).length).toBe(0)
    await pass(6000)
    expect(proofs).toMatchObject([
      { proved: ['listens'], unproved: [{ instance: 'deaf', host: 'here', pid: 1 }] },
    ])
    expect((await control.store.read()).corridors.get(canaryIntent)?.killed).toBe(false)
    expect(latestProof(await control.evidence.processes())).toEqual(proofs[0])
    // It is tried again before its time, and as soon as it listens it is proved.
    lost.hear()
    await pass(36_000)
    expect(proofs[1]).toMatchObject({ proved: ['deaf', 'listens'], unproved: [] })
    stop()
    await pass(120_000)
    expect(proofs.length).toBe(2)
  })

  it('costs a fleet no more than its size: no process reads the reports of all others', async () => {
    const { open, begin, pass } = fleet()
    const asked = { processes: 0, stopProof: 0 }
    const evidence = new Proxy(open().evidence, {
      get(target, name: keyof Control['evidence']) {
        if (name === 'processes' || name === 'stopProof') asked[name] += 1
        return target[name]
      },
    })
    await begin('one', { ...open(), evidence })
    await pass(60_000)
    expect(asked.processes).toBe(0)
    expect(asked.stopProof).toBeGreaterThan(2)
  })

  it('is known to every process within a quarter of a minute, and overdue where nobody makes it', async () => {
    const { clock, open, begin, pass } = fleet()
    const leads = await begin('leads')
    const other = await begin('other')
    const beganMs = clock.epochMs()
    const { signal } = new AbortController()
    const trial = proveStops(open(), 'leads', clock, signal)
    await pass(500)
    const proof = await trial
    if (proof === null) throw new Error('nothing was proved')
    leads.tellProof(proof)
    await pass(16_000)
    expect(other.proof()).toEqual({ at: proof.at, unproved: 0 })
    const everyMs = 600_000
    expect(proofDueMs(null, beganMs, everyMs, clock.epochMs())).toBe(beganMs + 1_260_000)
    expect(proofDueMs(proof, beganMs, everyMs, clock.epochMs())).toBe(
      Date.parse(proof.at) + 1_260_000,
    )
    expect(proofDueMs(proof, beganMs, 0, clock.epochMs())).toBeNull()
    // Whoever looks from outside says the same, whatever the clocks of the processes say.
    const nowMs = clock.epochMs()
    const at = (offMs: number, ms: number) => new Date(nowMs - ms + offMs).toISOString()
    const living = [0, 3_600_000].map((offMs) => ({
      ...blank,
      started_at: at(offMs, 5_000_000),
      seen_at: at(offMs, 0),
      heard_ms: 0,
    }))
    const begun = nowMs - 5_000_000
    expect(fleetProofDueMs(living, null, everyMs, nowMs)).toBe(begun + 1_260_000)
    expect(fleetProofDueMs(living, proof, everyMs, nowMs)).toBe(Date.parse(proof.at) + 1_260_000)
    expect(fleetProofDueMs([], null, everyMs, nowMs)).toBeNull()
  })

  it('is not taken for the latest, nor as made in time, where a clock was set back since', async () => {
    const { clock, open, begin, pass } = fleet()
    const [leads, other] = [await begin('leads'), await begin('other')]
    const { signal } = new AbortController()
    async function prove(): Promise<StopProof> {
      const trial = proveStops(open(), 'leads', clock, signal)
      await pass(500)
      const proof = await trial
      if (proof === null) throw new Error('nothing was proved')
      leads.tellProof(proof)
      await pass(16_000)
      return proof
    }
    const beganMs = clock.epochMs()
    clock.setEpoch(beganMs + 70 * 365 * 86_400_000)
    await pass(1000)
    const ahead = await prove()
    expect(other.proof()?.at).toBe(ahead.at)
    clock.setEpoch(beganMs)
    await pass(1000)
    const [everyMs, nowMs] = [600_000, clock.epochMs()]
    expect(proofDueMs(ahead, beganMs, everyMs, nowMs)).toBe(beganMs + 1_260_000)
    expect(proofDueMs(ahead, Date.parse(ahead.at), everyMs, nowMs)).toBeLessThan(nowMs)
    const proof = await prove()
    expect(other.proof()?.at).toBe(proof.at)
  })

  it('is made by the process that leads alone', async () => {
    const { clock, open, begin, pass } = fleet()
    await begin('a')
    const proofs: string[] = []
    for (const instance of ['a', 'b']) {
      const onProof = () => proofs.push(instance)
      const options = { control: open(), instance, everyMs: 60_000, clock, onProof }
      cleanUps.push(startStopProver(options))
    }
    await pass(64_000)
    expect(proofs.length).toBe(1)
  })

  it('moves no other corridor, and whoever watches corridors is not told of it', async () => {
    const { clock, open, begin, pass } = fleet()
    const { feed } = await begin('a')
    const control = open()
    const told: string[] = []
    const onEntries = async (entries: readonly { readonly intent: string }[]) => {
      told.push(...entries.map(({ intent }) => intent))
    }
    cleanUps.push(followAudit({ feed, store: control.store }, { after: 0, onEntries }))
    const { signal } = new AbortController()
    const trial = proveStops(control, 'a', clock, signal)
    await pass(500)
    await trial
    const request = { by: 'ana', reason: 'stop', untilApplied: false, clock, signal }
    const killing = killCorridors(control, { ...request, intents: ['real'] })
    await pass(4000)
    await killing
    const all = killCorridors(control, { ...request, intents: null })
    await pass(4000)
    expect((await all).states.map(({ intent }) => intent)).toEqual(['real'])
    expect(new Set(told)).toEqual(new Set(['real']))
  })

  it('finds a real process that is suspended, and proves it once it goes on', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'proof-'))
    cleanUps.push(() => rmSync(cwd, { recursive: true, force: true }))
    const path = join(cwd, 'state.db')
    makeSqliteStore(path)
    const script = `
      import { backgroundClock, openControl, openLiveControl } from '@partial-trust/control'
      const control = openControl({ kind: 'sqlite', path: ${JSON.stringify(path)} }, { cwd: '/', now: Date.now })
      openLiveControl({
        control, leaseMs: 60000, instance: 'other', corridors: () => [], longestDeadlineMs: () => 200,
        clock: backgroundClock, host: 'here', pid: process.pid, droppedRecords: () => 0,
      })
      setInterval(() => {}, 1000)
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: 'inherit',
    })
    cleanUps.push(async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    const control = openControl({ kind: 'sqlite', path }, { cwd, now: Date.now })
    if (control === null) throw new Error('no store')
    cleanUps.push(() => control.close())
    const { signal } = new AbortController()
    const trial = () => proveStops(control, 'us', backgroundClock, signal)
    await expect.poll(async () => (await control.evidence.processes()).length).toBe(1)
    child.kill('SIGSTOP')
    const suspended = await trial()
    expect(suspended?.unproved).toMatchObject([{ instance: 'other', pid: child.pid }])
    child.kill('SIGCONT')
    await expect.poll(async () => (await trial())?.proved).toEqual(['other'])
  })
})
