import type { Clock } from '@partial-trust/core'
import { bounded } from '@partial-trust/control'
import type { EventCounts } from '@partial-trust/host'
import { hostMetrics, mergeMetrics } from '@partial-trust/service'
import type { OpenedSession, ProcessMetrics } from '@partial-trust/service'
import type { ControlCalls } from './control-calls.js'
import type { HostedWorker } from './hosted-worker.js'
import type { Verdicts } from './worker-link.js'
import type { WorkerSet } from './worker-set.js'

/** What holds for all workers of a host. */
export type HostFacts = {
  /** The store's address without secrets; null where `PARTIAL_TRUST_STATE` is `none`. */
  readonly location: string | null
  readonly count: number
  /** The last change of live control before the host began; null where nobody could tell. */
  readonly changesAfter: number | null
  readonly verdicts: () => Verdicts
  /** It tells the receivers of webhooks, and no worker does. */
  readonly eventCounts: () => EventCounts
}

/** What a worker may ask of its host. */
export type HostCalls = ControlCalls & OwnCalls
export type OwnCalls = ReturnType<typeof hostCalls>

/** A worker that is busy for longer is told of with its numbers from before, and nobody waits for what else it may say. */
const answersWithinMs = 1000

/** The one state that the workers of a host share beside the store: sessions, the port, the numbers. */
export function hostState(facts: HostFacts, clock: Clock) {
  const sessions = new Map<string, OpenedSession>()
  const { promise: bound, resolve: bind } = Promise.withResolvers<number>()
  return { facts, clock, sessions, bind, bound, first: true }
}

export function hostCalls(
  worker: HostedWorker,
  workers: WorkerSet,
  state: ReturnType<typeof hostState>,
) {
  const soon = inTime(state.clock)
  const others = (): readonly HostedWorker[] => workers.running.filter((one) => one !== worker)

  return {
    async welcome() {
      const { facts, sessions, bound, first } = state
      state.first = false
      const { verdicts, eventCounts: _ofHost, ...rest } = facts
      const port = first ? null : await bound // where any free port will do, the first takes it
      return {
        ...rest,
        verdicts: verdicts(),
        sessions: [...sessions.values()],
        port,
        isFirst: first,
      }
    },
    listening(url: string) {
      state.bind(Number(new URL(url).port))
      worker.listens(url)
    },
    async metrics(): Promise<ProcessMetrics> {
      const told = workers.running.map(async (one) => {
        one.metrics = await soon(one.ask('metrics'), one.metrics)
        return one.metrics
      })
      const events = state.facts.eventCounts()
      const ofHost = await hostMetrics({ replaced: workers.replaced, events })
      return mergeMetrics([...(await Promise.all(told)), ofHost, await workers.departed])
    },
    async haveDecided(command: { readonly intent: string; readonly id: string }) {
      const answers = others().map((other) => soon(other.ask('hasDecided', command), false))
      return (await Promise.all(answers)).includes(true)
    },
    async sessionOpened(opened: OpenedSession) {
      state.sessions.set(opened.secret, opened)
      for (const { secret, endsAtMs } of state.sessions.values()) {
        if (endsAtMs <= Date.now()) state.sessions.delete(secret)
      }
      // One that hangs reads it before any request, should it ever go on.
      await Promise.all(others().map((other) => soon(other.ask('adoptSession', opened), undefined)))
    },
    sessionEnded(secret: string) {
      state.sessions.delete(secret)
      for (const other of others()) other.ask('endSession', secret).catch(() => undefined)
    },
  }
}

/** What a worker answers; `otherwise` where it does not in time, or is gone. */
function inTime(clock: Clock) {
  return <Answer>(asked: Promise<Answer>, otherwise: Answer): Promise<Answer> =>
    bounded(() => asked, answersWithinMs, clock).catch(() => otherwise)
}
