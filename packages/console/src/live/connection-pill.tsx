import type { ReactElement } from 'react'
import { useNow } from '../ui/use-now.js'
import { age, clockTime } from '../format/time.js'
import { useLive } from './live-connection.js'

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

/** Says at once, and loudly, that the numbers below are old. */
export function ConnectionBanner(): ReactElement {
  const live = useLive()
  const now = useNow(1000)
  const lost = live.state === 'lost'
  return (
    <div role="alert" className={lost ? 'banner banner-lost' : 'hidden'}>
      {lost && (
        <>
          <strong>Connection lost.</strong>{' '}
          {live.heardAt === null
            ? 'Nothing was received yet.'
            : `The numbers are from ${clockTime(live.heardAt)}, ${age(now - live.heardAt)} old.`}{' '}
          Trying again by itself. A stop that must not wait:{' '}
          <code>partial-trust kill --all --reason …</code>
        </>
      )}
    </div>
  )
}
