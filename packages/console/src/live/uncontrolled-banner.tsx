import type { ReactElement } from 'react'
import { Link } from 'wouter'
import { useOverview } from '../api/queries.js'

/** Named at most; the others are counted. */
const namedAtMost = 3

/** The red line on every page while a rollout stands open and no process would close it. */
export function UncontrolledBanner(): ReactElement {
  const intents = useOverview().data?.uncontrolled ?? []
  const more = intents.length - namedAtMost
  return (
    <div className={intents.length === 0 ? 'hidden' : 'banner banner-uncontrolled'}>
      <span role="alert">
        {intents.length > 0 && (
          <>
            <strong>
              ■ Nobody controls the {intents.length === 1 ? 'rollout' : 'rollouts'} of{' '}
              {intents.slice(0, namedAtMost).map((intent, index) => (
                <span key={intent}>
                  {index > 0 && ', '}
                  <Link href={`/corridors/${encodeURIComponent(intent)}`}>
                    <bdi>{intent}</bdi>
                  </Link>
                </span>
              ))}
              {more > 0 && ` and ${more} more`}: a NO_GO would close nothing.
            </strong>{' '}
            Start a process that serves; its controller takes the lead by itself. Until then, watch,
            or kill by hand.
          </>
        )}
      </span>
    </div>
  )
}
