import type { ReactElement } from 'react'
import { useNow } from '../ui/use-now.js'
import { age, clockTime } from '../format/time.js'
import { useLive } from './live-connection.js'
import { clockErrorMs } from './server-clock.js'

/** A browser's clock may be off by so much without a word, in ms. */
const tolerableMs = 5000

/** The connection's state in the page's head. */
export function ConnectionPill(): ReactElement {
  const { state } = useLive()
  const text = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost' }[state]
  return (
    <span className={`pill pill-${state}`} data-testid="connection">
      <span className="pill-dot" aria-hidden="true" />
      {text}
    </span>
  )
}

/** Says at once, and loudly, that the numbers below are old, how old, and what can still be done. */
export function ConnectionBanner(): ReactElement {
  const live = useLive()
  const lost = live.state === 'lost'
  return (
    <section aria-label="Connection" className={lost ? 'banner banner-lost' : 'hidden'}>
      <span role="alert">
        {lost && (
          <>
            <strong>Connection lost.</strong>{' '}
            {live.heardAt === null
              ? 'Nothing was received yet. '
              : `The service was last heard at ${clockTime(live.heardAt)}. `}
          </>
        )}
      </span>
      {lost && (
        <>
          {live.heardAt !== null && <Old since={live.heardAt} />} Trying again by itself; look
          whether the service’s process runs. A stop that must not wait:{' '}
          <code>partial-trust kill --all --reason …</code>
        </>
      )}
    </section>
  )
}

/** Outside the alert: a number that grows every second is no news. */
function Old({ since }: { readonly since: number }): ReactElement {
  const now = useNow(1000)
  return <span>The numbers are {age(now - since)} old.</span>
}

/** Says when this browser's clock and the service's disagree; ages on the page go by the service's. */
export function ClockNote(): ReactElement | null {
  useNow(2000)
  const error = clockErrorMs()
  if (Math.abs(error) < tolerableMs) return null
  return (
    <p className="clock-note small" role="note">
      This browser’s clock is {age(Math.abs(error))} {error > 0 ? 'behind' : 'ahead of'} the
      service’s. Times and ages here go by the service’s.
    </p>
  )
}
