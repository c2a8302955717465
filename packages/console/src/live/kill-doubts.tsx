import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useOverview } from '../api/queries.js'
import type { OverviewView } from '../api/views.js'
import { plural } from '../format/numbers.js'
import { Ago } from '../ui/time-stamp.js'

/** Named at most; the others are counted. */
const namedAtMost = 3

/** The red lines on every page while it is not known that a kill would reach every process. */
export function KillDoubts(): ReactElement {
  const view = useOverview().data
  const overdue = view?.stop_proof_overdue === true
  const unproved = view?.stop_proof?.unproved ?? []
  const more = unproved.length - namedAtMost
  return (
    <section
      aria-label="Whether a kill reaches everything"
      className={overdue || unproved.length > 0 ? 'banner banner-uncontrolled' : 'hidden'}
    >
      <span role="alert">
        {overdue && (
          <strong className="banner-line">
            ■ Nobody knows whether a kill would still reach every process.
          </strong>
        )}
        {unproved.slice(0, namedAtMost).map(({ instance, host, pid }) => (
          <strong key={instance} className="banner-line">
            ■ A kill may not reach{' '}
            <span className="mono">
              <bdi>{host}</bdi>:{pid}
            </span>
            : it did not stop in time when the kill was tried.
          </strong>
        ))}
        {more > 0 && (
          <strong className="banner-line">
            ■ Nor did {plural(more, 'other process', 'other processes')} stop in time.
          </strong>
        )}
      </span>
      {overdue && <Overdue view={view} />}
      {unproved.length > 0 && (
        <span className="banner-line">
          Last tried {view?.stop_proof != null && <Ago at={view.stop_proof.at} />}, and tried again
          every 30 s while a process leads. See what such a process does, and end it if it does not
          answer.
        </span>
      )}
    </section>
  )
}

/** Whoever leads tries it; where nobody does, the line above says that first. Outside the alert: an age is no news. */
function Overdue({ view }: { readonly view: OverviewView }): ReactElement {
  const { stop_proof: proof, leader } = view
  return (
    <span className="banner-line">
      {proof === null ? (
        'It was not tried in the last day'
      ) : (
        <>
          It was last tried <Ago at={proof.at} />
        </>
      )}
      , and the next trial is overdue.{' '}
      {leader === null
        ? 'Start a process that serves: whoever leads tries it.'
        : 'Restart the process that leads: it should have tried it.'}{' '}
      <Link href="/readiness">What else stands in the way</Link>. A kill is sent all the same, and
      says who confirmed it.
    </span>
  )
}
