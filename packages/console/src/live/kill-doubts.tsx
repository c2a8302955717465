import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useOverview } from '../api/queries.js'
import type { OverviewView } from '../api/views.js'
import { Ago } from '../ui/time-stamp.js'

/** The red lines on every page while it is not known that a kill would reach every process. */
export function KillDoubts(): ReactElement {
  const view = useOverview().data
  const unproved = view?.stop_proof?.unproved ?? []
  const doubted = view !== undefined && (view.stop_proof_overdue || unproved.length > 0)
  return (
    <div className={doubted ? 'banner banner-uncontrolled' : 'hidden'}>
      <div role="alert">
        {view?.stop_proof_overdue === true && <Overdue view={view} />}
        {unproved.map(({ instance, host, pid }) => (
          <p key={instance}>
            <strong>
              ■ A kill may not reach{' '}
              <span className="mono">
                <bdi>{host}</bdi>:{pid}
              </span>
              :
            </strong>{' '}
            it did not stop in time when the kill was tried{' '}
            {view?.stop_proof != null && <Ago at={view.stop_proof.at} />}. See what that process
            does, and end it if it does not answer. While a process leads, the kill is tried again
            every 30 s.
          </p>
        ))}
      </div>
    </div>
  )
}

/** Whoever leads tries it; where nobody does, the line above says that first. */
function Overdue({ view }: { readonly view: OverviewView }): ReactElement {
  const { stop_proof: proof, leader } = view
  return (
    <p>
      <strong>■ Nobody knows whether a kill would still reach every process:</strong>{' '}
      {proof === null ? (
        'it was not tried in the last day'
      ) : (
        <>
          it was last tried <Ago at={proof.at} />
        </>
      )}
      , and the next trial is overdue.{' '}
      {leader === null
        ? 'Start a process that serves: whoever leads tries it.'
        : 'Restart the process that leads: it should have tried it.'}{' '}
      <Link href="/readiness">What else stands in the way</Link>. A kill is sent all the same, and
      says who confirmed it.
    </p>
  )
}
