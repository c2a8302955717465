import { createVirtualClock } from '@partial-trust/testing'
import type { OpenedSession } from '@partial-trust/service'
import { expect, it } from 'vitest'
import { fakeWorker } from './fake-worker.contract.js'
import { hostCalls, hostState } from './host-calls.js'
import { WorkerSet } from './worker-set.js'

const opened: OpenedSession = {
  secret: 's',
  endsAtMs: Date.UTC(2026, 0, 2),
  proof: 'p',
  idToken: null,
  credential: {
    role: 'operator',
    name: 'anna',
    person: 'anna',
    tokenId: null,
    expiresAtMs: Date.UTC(2026, 0, 2),
  },
}

it.each([
  ['a session is opened', (calls: Calls) => calls.sessionOpened(opened)],
  ['an outcome is told', (calls: Calls) => calls.haveDecided({ intent: 'a', id: '1' })],
  ['the numbers are read', (calls: Calls) => calls.metrics()],
])('waits a second for a worker that hangs where %s', async (_, ask) => {
  const clock = createVirtualClock()
  const [asking, hanging] = [fakeWorker(0, () => true), fakeWorker(1, () => false)]
  const waiting = [asking, hanging]
  const workers = new WorkerSet({
    count: 2,
    start: () => waiting.shift() ?? asking,
    onLost: () => undefined,
    clock,
  })
  await workers.start()
  const calls = hostCalls(asking, workers, hostState(facts, clock))

  let isAnswered = false
  const answer = Promise.resolve(ask(calls)).then(() => (isAnswered = true))
  clock.advance(999)
  await new Promise(setImmediate)
  expect(isAnswered).toBe(false)
  clock.advance(1)
  await answer
  for (const worker of [asking, hanging]) worker.end('exit code 0')
})

type Calls = ReturnType<typeof hostCalls>

const facts = {
  location: null,
  count: 2,
  changesAfter: null,
  verdicts: () => [],
  eventCounts: () => ({ waiting: 0, dropped: 0 }),
}
