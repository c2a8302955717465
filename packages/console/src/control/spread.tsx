import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import type { ProcessView } from '../api/views.js'
import { age } from '../format/time.js'
import { onlyCloses } from './actions.js'
import type { Action } from './actions.js'
import type { Written } from './use-change.js'

type Props = {
  readonly action: Action
  /** What the store wrote: a process has arrived once it acts on these versions. */
  readonly written: readonly Written[]
}

/** Shows a change arrive, process by process, by the version each acts on and the time it took. */
export function Spread({ action, written }: Props): ReactElement {
  const overview = useOverview()
  const refetch = overview.refetch
  const [arrivals, setArrivals] = useState<ReadonlyMap<string, number>>(new Map())

  useEffect(() => {
    const timer = setInterval(() => void refetch(), 300)
    return () => clearInterval(timer)
  }, [refetch])

  const processes = overview.data?.processes
  useEffect(() => {
    if (processes !== undefined) setArrivals((known) => withArrivals(known, processes, written))
  }, [processes, written])

  if (processes === undefined) return <p>Waiting for the processes…</p>
  const serving = processes.filter(
    (process) => process.state !== 'stopped' && servedOf(process, written).length > 0,
  )
  const alive = serving.filter(({ state }) => state === 'alive')
  const arrived = alive.filter(({ instance }) => arrivals.has(instance))
  return (
    <div className="spread">
      <p role="status">
        {alive.length === 0
          ? 'The change is stored. No process has reported yet; each reads it within its lease.'
          : `${arrived.length} of ${alive.length} running processes ${said(action)}.`}
      </p>
      <ul className="spread-list">
        {serving.map(({ instance, host, pid, state, lease_ms }) => {
          const lagMs = arrivals.get(instance)
          return (
            <li key={instance}>
              <span
                className={lagMs === undefined ? 'spread-mark' : 'spread-mark spread-done'}
                aria-hidden="true"
              >
                {lagMs === undefined ? '…' : '✓'}
              </span>
              <span className="mono">
                {host}:{pid}
              </span>
              <span className="spread-when">
                {lagMs !== undefined
                  ? `confirmed after ${age(lagMs)}`
                  : state === 'alive'
                    ? 'waiting for its report'
                    : `silent; closes by itself when its lease of ${age(lease_ms)} ends`}
              </span>
            </li>
          )
        })}
      </ul>
      <p className="small">
        A process confirms by reporting the version of control that it acts on; the time is from the
        change being stored to its report.
      </p>
    </div>
  )
}

function said(action: Action): string {
  return onlyCloses(action) ? 'confirm that they are closed' : 'act on it'
}

function servedOf(process: ProcessView, written: readonly Written[]): ProcessView['corridors'] {
  return process.corridors.filter(({ intent }) => written.some((one) => one.intent === intent))
}

/** Adds those that act on the change by now, with the time from its being stored to their report. */
function withArrivals(
  known: ReadonlyMap<string, number>,
  processes: readonly ProcessView[],
  written: readonly Written[],
): ReadonlyMap<string, number> {
  const next = new Map(known)
  const storedMs = Math.max(...written.map(({ changedAt }) => Date.parse(changedAt)))
  for (const process of processes) {
    const served = servedOf(process, written)
    const arrived = served.every(
      ({ intent, version }) =>
        (version ?? -1) >= (written.find((one) => one.intent === intent)?.version ?? Infinity),
    )
    if (served.length === 0 || !arrived || next.has(process.instance)) continue
    next.set(process.instance, Math.max(0, Date.parse(process.seen_at) - storedMs))
  }
  return next.size === known.size ? known : next
}
