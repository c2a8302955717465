import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { address, currentSession } from '../api/client.js'
import { tell } from '../api/session.js'
import { agedBy, gatherAged, isAged } from './aged.js'
import { followEvents } from './follow-events.js'
import { serverNow, setServerClock } from './server-clock.js'

/** Whether what is on the screen is still being told by the service. */
export type Live = {
  readonly state: 'connecting' | 'live' | 'lost'
  /** When the service was last heard, by its own clock, ms since 1970; null before it ever was. */
  readonly heardAt: number | null
}

const LiveContext = createContext<Live>({ state: 'connecting', heardAt: null })

export function useLive(): Live {
  return useContext(LiveContext)
}

/** Listens to the service's events, has what they change fetched again, and says when they stop. */
export function LiveConnection({ children }: { readonly children: ReactNode }): ReactElement {
  const queries = useQueryClient()
  const [live, setLive] = useState<Live>({ state: 'connecting', heardAt: null })

  useEffect(() => {
    let state: Live['state'] = 'connecting'
    let heardAt: number | null = null
    const age = gatherAged(
      (aged) =>
        void queries.invalidateQueries({ predicate: ({ queryKey }) => isAged(queryKey, aged) }),
      () => performance.now(),
    )
    return followEvents({
      url: address('/v1/events'),
      isSignedIn: async () => (await currentSession()) !== null,
      hear(heard) {
        switch (heard.kind) {
          case 'signed-out':
            tell()
            break
          case 'lost':
            state = 'lost'
            setLive({ state, heardAt })
            break
          case 'word':
            if (heard.event === 'heartbeat') setServerClock(momentOf(heard.data))
            if (state === 'lost') age('everything')
            else if (heard.event !== 'heartbeat') age(agedBy(heard.data))
            heardAt = serverNow()
            // A pulse that changes nothing is not told: React would keep each until something does.
            if (state !== 'live') setLive({ state: 'live', heardAt })
            state = 'live'
            break
        }
      },
    })
  }, [queries])

  return <LiveContext value={live}>{children}</LiveContext>
}

function momentOf(data: unknown): string {
  const { at }: { at?: unknown } = Object(data)
  return typeof at === 'string' ? at : ''
}
