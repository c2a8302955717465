import { setImmediate as nextTurn } from 'node:timers/promises'
import { bucketMs, counterIndex, emptyVector, readMetrics } from '@partial-trust/core'
import type { Cell, Grant } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { encodeKey, raiseAndDiffer } from './cell-codec.js'
import { openLiveControl } from './live-control.js'
import { memoryControl } from './testing/index.js'

const intent = 'decide_refund'
const shut: Grant = {
  closed: 'off',
  rate: 0,
  stage: null,
  mode: 'live',
  deadlineMs: 200,
  setBy: 'x',
  modeSetBy: 'x',
  deadlineSetBy: 'x',
}

it('a process of a large fleet saves counts and reports less than once in ten seconds, and loses nothing', async () => {
  const clock = createVirtualClock()
  const memory = memoryControl({ now: () => clock.epochMs() })
  const known = new Map<string, Cell['vector']>()
  let saves = 0
  let reports = 0
  const live = openLiveControl({
    control: {
      ...memory,
      evidence: {
        ...memory.evidence,
        async save(cells) {
          const list = [...cells]
          let grew = false
          for (const { key, vector } of list) {
            const name = encodeKey(key)
            const counts = known.get(name) ?? emptyVector()
            known.set(name, counts)
            if (raiseAndDiffer(counts, vector) !== null) grew = true
          }
          if (grew) saves += 1
          await memory.evidence.save(list)
        },
        async report(process) {
          reports += 1
          await memory.evidence.report(process)
        },
      },
    },
    leaseMs: 5000,
    instance: 'i-1',
    corridors: () => [],
    clock,
    host: 'here',
    pid: 1,
    longestDeadlineMs: () => 200,
    droppedRecords: () => 0,
    saveMs: 2 * bucketMs,
  })
  await live.feed.ready
  let started = 0
  const minutes = 3
  for (let tick = 0; tick < minutes * 60 * 5; tick += 1) {
    const start = { epochMs: clock.epochMs(), epoch: 'e', stage: 'canary' }
    // Two corridors and rates: several cells of one bucket are still one row.
    live.started(intent, { ...start, rate: 0.01 })
    live.started('other', { ...start, rate: 0.05 })
    started += 2
    clock.advance(200)
    for (let turn = 0; turn < 8; turn += 1) await nextTurn()
  }
  const tens = minutes * 6
  expect(saves).toBeGreaterThanOrEqual(tens / 2 - 2)
  expect(saves).toBeLessThanOrEqual(tens / 2 + 1)
  expect(reports).toBeGreaterThanOrEqual(tens / 2.5 - 2)
  expect(saves + reports).toBeLessThanOrEqual(tens)
  const [report] = await memory.evidence.processes()
  expect(report?.report_every_ms).toBe(2.5 * bucketMs)
  await live.close()
  const { metrics } = await memory.evidence.evidence()
  const sums = [...metrics.cells.values()].map(({ vector }) => vector[counterIndex.started] ?? 0)
  expect(sums.reduce((sum, value) => sum + value, 0)).toBe(started)
  expect(readMetrics(metrics).started).toBe(started)
})

it('tells a kill again within two seconds where its report did not arrive, and never two reports at once', async () => {
  const clock = createVirtualClock()
  const memory = memoryControl({ now: () => clock.epochMs() })
  let [underWay, most, tries] = [0, 0, 0]
  const live = openLiveControl({
    control: {
      ...memory,
      evidence: {
        ...memory.evidence,
        async report(process) {
          most = Math.max(most, ++underWay)
          await nextTurn()
          underWay -= 1
          // The store is busy with everybody else's.
          if (process.corridors[0]?.version === 1 && ++tries <= 2) throw new Error('busy')
          await memory.evidence.report(process)
        },
      },
    },
    leaseMs: 5000,
    instance: 'i-1',
    corridors: () => [{ intent, epoch: 'e', grant: () => shut }],
    clock,
    host: 'here',
    pid: 1,
    longestDeadlineMs: () => 200,
    droppedRecords: () => 0,
    saveMs: 2 * bucketMs,
  })
  await live.feed.ready
  const pass = async (ms: number): Promise<void> => {
    for (let tick = 0; tick < ms / 100; tick += 1) {
      clock.advance(100)
      for (let turn = 0; turn < 8; turn += 1) await nextTurn()
    }
  }
  await pass(3000)
  await memory.store.change({ intent, action: { kind: 'kill' }, by: 'ana', reason: 'drill' })
  await pass(2500 + 1000)
  const [report] = await memory.evidence.processes()
  expect(report?.corridors[0]?.version).toBe(1)
  expect(tries).toBe(3)
  expect(most).toBe(1)
  await live.close()
})
