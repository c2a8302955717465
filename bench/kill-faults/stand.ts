import { readConfig } from '@partial-trust/settings'
import { openControl } from '@partial-trust/control'
import { setTimeout as sleep } from 'node:timers/promises'
import { drillIntent } from './drill-process.ts'
import type { DrillProcess } from './drill-process.ts'

/** A store, the processes on it and a way to kill: what faults befall. */
export interface Stand {
  readonly processes: DrillProcess[]
  /** Whatever the killer's command is given, and where it runs. */
  readonly killAt: string
  readonly folder: string
  /** The most that may pass from a kill's answer to the last accept, in ms. */
  readonly boundMs: number
  /** Where the store can be read past everything that stands in the way of others. */
  readonly directly: string
  /** Starts one more process in the place of the one at `index`. */
  replace(index: number): void
  close(): Promise<void>
}

/** Processes that cannot be expected to confirm, by pid. */
export type Hindered = readonly number[] | 'all'

/** What befalls a stand. */
export type Fault<Of extends Stand> = {
  readonly name: string
  /** Whether the stand is of no use after it. */
  readonly ruins?: true
  /** Limits of `prlimit` that the killer's command runs under. */
  readonly limits?: readonly string[]
  /** Does it; answers with the way to mend it, where there is one, and whom it hinders from confirming. */
  befall(stand: Of, killer: () => number, random: () => number): Promise<Mend | void> | Mend | void
}

export type Mend = {
  readonly mend: () => Promise<void> | void
  readonly hinders?: Hindered
}

/** Whether the store holds a kill with this reason; null where it cannot be read in time. */
export async function holdsKill(stand: Stand, reason: string): Promise<boolean | null> {
  return withStore(stand, async ({ store }) => {
    const state = (await store.read()).corridors.get(drillIntent)
    if (state?.killed !== true) return false
    const entries = await store.audit({ after: Math.max(0, (state.audit?.seq ?? 0) - 50) })
    return entries.some((entry) => entry.action === 'kill' && entry.reason === reason)
  })
}

/** Resumes; answers with whether it could. */
export async function resume(stand: Stand): Promise<boolean> {
  const done = await withStore(stand, async ({ store }) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const state = (await store.read()).corridors.get(drillIntent)
      if (state === undefined || !state.killed) return true
      const action = { kind: 'resume' } as const
      const signed = { by: 'drill', reason: 'the next kill', expectedVersion: state.version }
      const { kind } = await store.change({ intent: drillIntent, action, ...signed })
      if (kind === 'replaced') return true
    }
    return false
  })
  return done === true
}

const storeLimitMs = 8000

async function withStore<Result>(
  { directly }: Stand,
  work: (control: NonNullable<ReturnType<typeof openControl>>) => Promise<Result>,
): Promise<Result | null> {
  const { state } = readConfig({ PARTIAL_TRUST_STATE: directly }, [])
  const control = openControl(state, { cwd: '/', now: Date.now })
  if (control === null) throw new Error('the drill needs a store')
  const closing = new AbortController()
  try {
    return await Promise.race([
      work(control),
      sleep(storeLimitMs, null, { signal: closing.signal }),
    ])
  } catch {
    return null
  } finally {
    closing.abort()
    void control.close().catch(() => undefined)
  }
}

/** Waits until every process accepts; false when one does not in time. */
export async function allAccept({ processes }: Stand, limitMs: number): Promise<boolean> {
  const before = processes.map((one) => one.tally().accepted)
  const until = performance.now() + limitMs
  while (performance.now() < until) {
    if (processes.every((one, at) => one.tally().accepted > (before[at] ?? 0n))) return true
    await sleep(25)
  }
  return false
}
