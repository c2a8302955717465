import { createVirtualClock } from '@partial-trust/testing'
import type { VirtualClock } from '@partial-trust/testing'
import { Counter, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { fakeWorker } from './fake-worker.contract.js'
import type { FakeWorker } from './fake-worker.contract.js'
import type { HostedWorker } from './hosted-worker.js'
import { WorkerSet } from './worker-set.js'

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate)
}

async function elapse(clock: VirtualClock, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 1000) {
    clock.advance(1000)
    await turns()
  }
}

it('keeps of workers that end again and again what they counted, and not a set of numbers each', async () => {
  const registry = new Registry()
  new Counter({ name: 'decided_total', help: 'h', registers: [registry] }).inc(2)
  const metrics = await registry.getMetricsAsJSON()
  const started: FakeWorker[] = []
  const clock = createVirtualClock()
  const start = (): HostedWorker => {
    const worker = { ...fakeWorker(started.length, () => true), metrics }
    started.push(worker)
    return worker
  }
  const workers = new WorkerSet({ count: 1, start, onLost: () => undefined, clock })
  await workers.start()
  for (let lost = 1; lost <= 30; lost += 1) {
    await elapse(clock, 60_000)
    started.at(-1)?.end('SIGSEGV')
    await turns()
    clock.advance(0)
    expect(started.length).toBe(lost + 1)
  }
  const departed = await workers.departed
  expect(departed.map(({ name, values }) => [name, values.map(({ value }) => value)])).toEqual([
    ['decided_total', [60]],
  ])
  const stopped = workers.stop()
  started.at(-1)?.end('exit code 0')
  await stopped
})

it('replaces a worker that answers nothing any more, and none that was slow for a while', async () => {
  const clock = createVirtualClock()
  const hangs = new Set<number>()
  const started: FakeWorker[] = []
  const lost: string[] = []
  const workers = new WorkerSet({
    count: 2,
    start() {
      const id = started.length
      const worker = fakeWorker(id, () => !hangs.has(id))
      started.push(worker)
      return worker
    },
    onLost: ({ id }, how) => lost.push(`${id} ${how}`),
    clock,
  })
  await workers.start()

  hangs.add(1)
  await elapse(clock, 25_000)
  hangs.delete(1)
  await elapse(clock, 60_000)
  expect(lost).toEqual([])

  hangs.add(1)
  await elapse(clock, 41_000)
  expect(lost).toEqual(['1 answered nothing for 30 s'])
  expect(workers.running.map(({ id }) => id)).toEqual([0, 2])
  expect(workers.replaced).toBe(1)

  const stopped = workers.stop()
  for (const worker of started) worker.end('exit code 0')
  await stopped
})
