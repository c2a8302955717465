import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { bucketMs, counterIndex } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { encodeKey } from './cell-codec.js'
import { CountsOnDisk } from './counts-on-disk.js'
import { CountsSender } from './counts-sender.js'
import { memoryControl } from './testing/index.js'

it('brings what a long outage left to a store that takes a few at a time and breaks off, none of it again and again', async () => {
  const clock = createVirtualClock()
  const { evidence } = memoryControl({ now: () => clock.epochMs() })
  const arrived = new Map<string, number>()
  let isAway = true
  let sent = 0
  let asked = 0
  async function save(cells: Iterable<Cell>): Promise<void> {
    const list = [...cells]
    if (isAway) throw new Error('away')
    // As a database does that gives a statement so long and no longer.
    if (list.length > 500) throw new Error('that takes too long')
    asked += 1
    if (asked % 10 === 0) throw new Error('broke off')
    sent += list.length
    for (const { key, vector } of list) {
      arrived.set(encodeKey(key), vector[counterIndex.started] ?? 0)
    }
  }
  const sender = new CountsSender({
    evidence: { ...evidence, save },
    instance: 'i',
    clock,
    longestDeadlineMs: () => 200,
    flushMs: 500,
    saveMs: 500,
    timeoutMs: 5000,
    disk: undefined,
  })
  const hours = 12
  const buckets = (hours * 3_600_000) / bucketMs
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    for (const intent of ['triage_claim', 'settle_claim']) {
      sender.started(intent, { epochMs: clock.epochMs(), epoch: 'e', stage: null, rate: 1 })
    }
    clock.advance(bucketMs)
    if (bucket % 500 === 0) await sender.flush(false)
  }
  isAway = false
  clock.advance(60_000)
  let flushes = 0
  for (; arrived.size < 2 * buckets; flushes += 1) {
    await sender.flush(false)
    clock.advance(500)
  }
  expect(flushes).toBeLessThan(20)
  expect([...arrived.values()].every((count) => count === 1)).toBe(true)
  expect(sent).toBe(2 * buckets)
  expect(sender.droppedCells).toBe(0)
})

it('sends nothing once the store may not tell it from what it has summed up: lost, and said to be, but not counted twice', async () => {
  const clock = createVirtualClock()
  const { evidence } = memoryControl({ now: () => clock.epochMs() })
  /** What the store holds of single processes: let go of after two days. */
  const singles = new Map<string, { readonly atMs: number; readonly count: number }>()
  let [sum, isAway] = [0, false]
  async function save(cells: Iterable<Cell>): Promise<void> {
    if (isAway) throw new Error('away')
    for (const { key, vector } of cells) {
      const count = vector[counterIndex.started] ?? 0
      const known = singles.get(encodeKey(key))
      const isKept = known !== undefined && clock.epochMs() - known.atMs < 2 * 86_400_000
      sum += count - (isKept ? known.count : 0)
      singles.set(encodeKey(key), { atMs: clock.epochMs(), count })
    }
    // It is done, and the line breaks before the answer.
    isAway = true
    throw new Error('broke off')
  }
  const sender = new CountsSender({
    evidence: { ...evidence, save },
    instance: 'i',
    clock,
    longestDeadlineMs: () => 200,
    flushMs: 500,
    saveMs: 500,
    timeoutMs: 5000,
    disk: undefined,
  })
  sender.started('triage_claim', { epochMs: clock.epochMs(), epoch: 'e', stage: null, rate: 1 })
  clock.advance(60_000)
  await sender.flush(false)
  expect(sum).toBe(1)
  // Cut off for three days.
  for (let hour = 0; hour < 72; hour += 1) {
    clock.advance(3_600_000)
    await sender.flush(false)
  }
  isAway = false
  sender.started('triage_claim', { epochMs: clock.epochMs(), epoch: 'e', stage: null, rate: 1 })
  clock.advance(60_000)
  await sender.flush(false)
  expect(sum).toBe(2)
  expect(sender.droppedCells).toBe(1)
})

it('goes on keeping on disk what is counted while a store hangs, so that a kill in the middle loses half a second', async () => {
  const clock = createVirtualClock()
  const { evidence } = memoryControl({ now: () => clock.epochMs() })
  const folder = mkdtempSync(join(tmpdir(), 'counts-sender-'))
  const disk = (instance: string, pid: number) =>
    new CountsOnDisk({ folder, instance, pid, now: () => clock.epochMs() })
  const dead = 4_194_304 // a number that no process has
  const sender = new CountsSender({
    evidence: { ...evidence, save: () => new Promise(() => {}) },
    instance: 'i',
    clock,
    longestDeadlineMs: () => 200,
    flushMs: 500,
    saveMs: 500,
    timeoutMs: 5000,
    disk: disk('i', dead),
  })
  const start = () =>
    sender.started('triage_claim', { epochMs: clock.epochMs(), epoch: 'e', stage: null, rate: 1 })
  start()
  void sender.flush(false)
  // Less than the store is waited for.
  for (let turn = 0; turn < 6; turn += 1) {
    start()
    clock.advance(500)
    await expect.poll(() => keptIn(disk('next', process.pid))).toBe(turn + 2)
  }
  rmSync(folder, { recursive: true })
})

/** Starts that whoever comes next finds. */
async function keptIn(disk: CountsOnDisk): Promise<number> {
  let sum = 0
  for await (const { cells } of disk.leftBehind()) {
    for (const { vector } of cells) sum += vector[counterIndex.started] ?? 0
  }
  return sum
}
