import process from 'node:process'
import { isSameWord } from '@partial-trust/control'
import type { Control, RolloutVerdict } from '@partial-trust/control'
import type { Fellow, Fellows, OpenedSession, ProcessMetrics } from '@partial-trust/service'
import { openChannel } from './channel.js'
import type { Message } from './channel.js'
import type { HostCalls } from './host-calls.js'
import { sharedControl } from './shared-control.js'

/** What a worker has of its host: the process that holds the store and the port. */
export type WorkerLink = {
  /** Whether it is the first of its host: what concerns all of them, one says. */
  readonly isFirst: boolean
  /** The port that the others answer on; null for the first. */
  readonly port: number | null
  /** Null where `PARTIAL_TRUST_STATE` is `none`. */
  readonly control: Control | null
  readonly fellows: Fellows
  /** Aborted when the host stops. */
  readonly stop: AbortSignal
  verdict(intent: string): RolloutVerdict | null
  /** The service is there: answers the others from now on, and hears of verdicts. */
  serve(fellow: Fellow, onVerdict: VerdictListener): void
  listening(url: string): Promise<void>
}

type VerdictListener = (intent: string, verdict: RolloutVerdict) => void
export type Verdicts = readonly (readonly [intent: string, verdict: RolloutVerdict])[]
/** What a worker answers its host. */
export type WorkerCalls = {
  /** Answers as soon as anything is answered. */
  beat(): void
  changed(): void
  stop(): void
  metrics(): Promise<ProcessMetrics>
  hasDecided(command: { readonly intent: string; readonly id: string }): boolean
  adoptSession(opened: OpenedSession): void
  endSession(secret: string): void
  verdicts(told: Verdicts): void
}

/** Joins the process that started this one. */
export async function joinHost(now: () => number): Promise<WorkerLink> {
  const worker = workerCalls()
  const { ask } = openChannel<HostCalls>(
    {
      send: (message) => void process.send?.(message),
      onMessage: (listener) => void process.on('message', (message: Message) => listener(message)),
    },
    worker.calls,
  )
  const { location, ...welcome } = await ask('welcome')
  worker.calls.verdicts(welcome.verdicts)
  const shared = location === null ? null : sharedControl(ask, location, now)
  if (shared !== null) worker.onChanged(shared.tellChanged)
  return {
    ...welcome,
    ...worker.link,
    control: shared?.control ?? null,
    fellows: {
      ...welcome,
      metrics: () => ask('metrics'),
      haveDecided: (intent, id) => ask('haveDecided', { intent, id }).catch(() => false),
      sessionOpened: (opened) => ask('sessionOpened', opened).catch(() => undefined),
      sessionEnded: (secret) => void ask('sessionEnded', secret).catch(() => undefined),
    },
    listening: (url) => ask('listening', url),
  }
}

function workerCalls() {
  const stop = new AbortController()
  let verdicts: ReadonlyMap<string, RolloutVerdict> = new Map()
  let fellow: Fellow | null = null
  /** Sessions that came before there was a service to take them. */
  const early: OpenedSession[] = []
  let onVerdict: VerdictListener | null = null
  let onChanged: (() => void) | null = null

  const calls: WorkerCalls = {
    beat: () => undefined,
    changed: () => onChanged?.(),
    stop: () => stop.abort('SIGTERM'),
    metrics: async () => (await fellow?.metrics()) ?? [],
    hasDecided: ({ intent, id }) => fellow?.hasDecided(intent, id) === true,
    adoptSession(opened) {
      if (fellow === null) early.push(opened)
      else fellow.adoptSession(opened)
    },
    endSession: (secret) => fellow?.endSession(secret),
    verdicts(told) {
      const before = verdicts
      verdicts = new Map(told) // what the host knows no longer, nobody does
      for (const [intent, verdict] of told) {
        const known = before.get(intent)
        if (known === undefined || !isSameWord(known, verdict)) onVerdict?.(intent, verdict)
      }
    },
  }
  return {
    onChanged: (listener: () => void) => void (onChanged = listener),
    link: {
      stop: stop.signal,
      verdict: (intent: string) => verdicts.get(intent) ?? null,
      serve(served: Fellow, listener: VerdictListener) {
        fellow = served
        for (const opened of early.splice(0)) served.adoptSession(opened)
        onVerdict = listener
      },
    },
    calls,
  }
}
