import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useOverview } from '../api/queries.js'
import type { OverviewView, ProcessView } from '../api/views.js'
import { age } from '../format/time.js'
import type { Action } from './actions.js'

type Props = {
  readonly action: Action
  readonly intents: readonly string[]
  /** When the change was sent, ms since 1970. */
  readonly sentAt: number
}

/** Shows a change arrive, process by process, with the time each took to say so. */
export function Spread({ action, intents, sentAt }: Props): ReactElement {
  const overview = useOverview()
  const refetch = overview.refetch
  const [arrivals, setArrivals] = useState<ReadonlyMap<string, number>>(new Map())

  useEffect(() => {
    const timer = setInterval(() => void refetch(), 300)
    return () => clearInterval(timer)
  }, [refetch])

  const view = overview.data
  useEffect(() => {
    if (view === undefined) return
    setArrivals((known) => withArrivals(known, view, intents, sentAt))
  }, [view, intents, sentAt])

  if (view === undefined) return <p>Waiting for the processes…</p>
  const processes = view.processes.filter((process) => serves(process, intents))
  const alive = processes.filter(({ state }) => state === 'alive')
  const arrived = alive.filter(({ instance }) => arrivals.has(instance))
  return (
    <div className="spread">
      <p role="status">
        {alive.length === 0
          ? 'The change is stored. No process has reported yet; each reads it within its lease.'
          : `${arrived.length} of ${alive.length} running processes ${said(action)}.`}
      </p>
      <ul className="spread-list">
        {processes.map(({ instance, host, pid, state, lease_ms }) => {
          const at = arrivals.get(instance)
          return (
            <li key={instance}>
              <span
                className={at === undefined ? 'spread-mark' : 'spread-mark spread-done'}
                aria-hidden="true"
              >
                {at === undefined ? '…' : '✓'}
              </span>
              <span className="mono">
                {host}:{pid}
              </span>
              <span className="spread-when">
                {at !== undefined
                  ? `confirmed after ${age(at - sentAt)}`
                  : state === 'alive'
                    ? 'waiting for its report'
                    : `silent; closes by itself when its lease of ${age(lease_ms)} ends`}
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function said(action: Action): string {
  return action === 'kill' || action === 'incident'
    ? 'confirm that they are closed'
    : 'have reported since'
}

function serves(process: ProcessView, intents: readonly string[]): boolean {
  return process.corridors.some(({ intent }) => intents.includes(intent))
}

/** A process has arrived once a report made after the change agrees with where the corridor stands. */
function withArrivals(
  known: ReadonlyMap<string, number>,
  view: OverviewView,
  intents: readonly string[],
  sentAt: number,
): ReadonlyMap<string, number> {
  const rates = new Map(view.corridors.map(({ intent, effective_rate: rate }) => [intent, rate]))
  const next = new Map(known)
  for (const process of view.processes) {
    const served = process.corridors.filter(({ intent }) => intents.includes(intent))
    const agrees =
      served.length > 0 && served.every(({ intent, rate }) => rates.get(intent) === rate)
    const reported = Date.parse(view.at) - process.silent_ms >= sentAt - 50
    if (agrees && reported && !next.has(process.instance)) next.set(process.instance, Date.now())
  }
  return next.size === known.size ? known : next
}
