import { Counter, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { HostedWorker } from './hosted-worker.js'
import { WorkerSet } from './worker-set.js'

it('keeps of workers that end again and again what they counted, and not a set of numbers each', async () => {
  const registry = new Registry()
  new Counter({ name: 'decided_total', help: 'h', registers: [registry] }).inc(2)
  const metrics = await registry.getMetricsAsJSON()
  const ends: ((how: string) => void)[] = []
  let nowMs = 0
  const start = (): HostedWorker => {
    const { promise: ended, resolve } = Promise.withResolvers<string>()
    ends.push(resolve)
    return {
      id: ends.length,
      pid: undefined,
      ask: () => new Promise(() => {}),
      ready: Promise.resolve('http://here'),
      listens: () => undefined,
      ended,
      kill: () => resolve('SIGKILL'),
      metrics,
    }
  }
  const workers = new WorkerSet({ count: 1, start, onLost: () => undefined, nowMs: () => nowMs })
  await workers.start()
  for (let lost = 1; lost <= 30; lost += 1) {
    nowMs += 60_000
    ends.at(-1)?.('SIGSEGV')
    await expect.poll(() => ends.length).toBe(lost + 1)
  }
  const departed = await workers.departed
  expect(departed.map(({ name, values }) => [name, values.map(({ value }) => value)])).toEqual([
    ['decided_total', [60]],
  ])
  const stopped = workers.stop()
  ends.at(-1)?.('exit code 0')
  await stopped
})
