import type { ReactElement } from 'react'
import type { ProcessView } from '../api/views.js'
import { percent, plural } from '../format/numbers.js'
import { age } from '../format/time.js'
import { Ago } from '../ui/time-stamp.js'
import { SetBy } from './set-by.js'

type Props = {
  readonly process: ProcessView
  readonly leads: boolean
  readonly triedAt: string | null
}

/** One process: whether it reports, how much of its lease is used up, and what it serves. */
export function Process({ process, leads, triedAt }: Props): ReactElement {
  const { host, pid, state, lease_ms: leaseMs, lease_age_ms: leaseAgeMs, corridors } = process
  const { heard_lately: lately } = process
  return (
    <li className={`process process-${state}`}>
      <div>
        <p className="mono process-name">
          <bdi>{host}</bdi>:{pid}
        </p>
        <p className="small">
          {state !== 'alive' ? (
            state
          ) : lately ? (
            'reporting'
          ) : (
            <>
              reported <Ago at={process.seen_at} />
            </>
          )}{' '}
          · started <Ago at={process.started_at} />
          {leads && (
            <>
              {' '}
              · <strong>leads the rollouts</strong>
            </>
          )}
        </p>
        {triedAt !== null && process.stop === 'proved' && (
          <p className="small">
            kill last proved <Ago at={triedAt} />
          </p>
        )}
        {triedAt !== null && process.stop === 'unproved' && (
          <p className="small bad">
            did not stop when the kill was tried <Ago at={triedAt} />
          </p>
        )}
      </div>
      <Lease ageMs={lately ? leaseAgeMs : null} leaseMs={leaseMs} />
      <Served corridors={corridors} />
      {process.dropped_records > 0 && (
        <p className="small warn">{plural(process.dropped_records, 'record')} dropped</p>
      )}
    </li>
  )
}

/** More than this are folded: each row of the table above says the same. */
const servedAtMost = 6

function Served({ corridors }: Pick<ProcessView, 'corridors'>): ReactElement {
  const list = (
    <ul className="process-corridors">
      {corridors.map(({ intent, rate, mode, set_by: setBy }) => (
        <li key={intent}>
          <bdi>{intent}</bdi> <span className="num">{percent(rate)}</span>
          {mode === 'shadow' && ' shadow'}{' '}
          <span className="small">
            by <SetBy by={setBy} />
          </span>
        </li>
      ))}
    </ul>
  )
  if (corridors.length <= servedAtMost) return list
  return (
    <details>
      <summary className="small">{plural(corridors.length, 'corridor')}</summary>
      {list}
    </details>
  )
}

/** How much of its lease a process has used up; at the end it closes by itself. */
function Lease({
  ageMs,
  leaseMs,
}: {
  readonly ageMs: number | null
  readonly leaseMs: number
}): ReactElement {
  const used = ageMs === null ? 1 : Math.min(1, ageMs / leaseMs)
  const text =
    ageMs === null
      ? 'lease unknown'
      : ageMs <= leaseMs
        ? `control ${age(ageMs)} old, lease ${age(leaseMs)}`
        : `lease of ${age(leaseMs)} expired`
  return (
    <div className="lease">
      <div
        className="lease-track"
        role="meter"
        aria-label="Share of the lease used"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(used * 100)}
        aria-valuetext={text}
      >
        <div
          className={used >= 1 ? 'lease-fill lease-over' : 'lease-fill'}
          style={{ width: `${used * 100}%` }}
        />
      </div>
      <p className="small">{text}</p>
    </div>
  )
}
