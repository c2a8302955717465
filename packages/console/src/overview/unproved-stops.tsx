import type { ReactElement } from 'react'
import type { OverviewView } from '../api/views.js'
import { Ago } from '../ui/time-stamp.js'

/** The red line while a process is there that did not stop when the kill was tried. */
export function UnprovedStops({
  proof,
}: {
  readonly proof: OverviewView['stop_proof']
}): ReactElement | null {
  if (proof === null || proof.unproved.length === 0) return null
  return (
    <div className="notice notice-error unproved" role="alert">
      {proof.unproved.map(({ instance, host, pid }) => (
        <p key={instance}>
          <strong className="bad">
            ■ A kill may not reach{' '}
            <span className="mono">
              <bdi>{host}</bdi>:{pid}
            </span>
            :
          </strong>{' '}
          it did not stop in time when the kill was tried <Ago at={proof.at} />. See what that
          process does, and end it if it does not answer. While a process leads, the kill is tried
          again every 30 s.
        </p>
      ))}
    </div>
  )
}
