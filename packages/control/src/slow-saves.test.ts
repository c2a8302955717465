import { setImmediate as nextTurn } from 'node:timers/promises'
import { bucketMs, counterIndex, emptyVector, readMetrics } from '@partial-trust/core'
import type { Cell } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { expect, it } from 'vitest'
import { encodeKey, raiseAndDiffer } from './cell-codec.js'
import { openLiveControl } from './live-control.js'
import { memoryControl } from './testing/index.js'

const intent = 'decide_refund'

it('a process of a large fleet changes a row of counts and one of its report in ten seconds, and loses nothing', async () => {
  const clock = createVirtualClock()
  const memory = memoryControl({ now: () => clock.epochMs() })
  const known = new Map<string, Cell['vector']>()
  let changed = 0
  let reports = 0
  const live = openLiveControl({
    control: {
      ...memory,
      evidence: {
        ...memory.evidence,
        async save(cells) {
          const list = [...cells]
          const rows = new Set<string>()
          for (const { key, vector } of list) {
            const name = encodeKey(key)
            const counts = known.get(name) ?? emptyVector()
            known.set(name, counts)
            if (raiseAndDiffer(counts, vector) !== null) rows.add(`${key.instance} ${key.bucket}`)
          }
          changed += rows.size
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
    saveMs: bucketMs,
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
  expect(changed).toBeGreaterThanOrEqual(tens - 3)
  expect(changed).toBeLessThanOrEqual(tens + 1)
  expect(reports).toBeGreaterThanOrEqual(tens - 2)
  expect(reports).toBeLessThanOrEqual(tens + 2)
  const [report] = await memory.evidence.processes()
  expect(report?.report_every_ms).toBe(bucketMs)
  await live.close()
  const { metrics } = await memory.evidence.evidence()
  const sums = [...metrics.cells.values()].map(({ vector }) => vector[counterIndex.started] ?? 0)
  expect(sums.reduce((sum, value) => sum + value, 0)).toBe(started)
  expect(readMetrics(metrics).started).toBe(started)
})
