import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useState } from 'react'
import type { ReactElement, ReactNode } from 'react'

/** Whether what is on the screen is still being told by the service. */
export type Live = {
  readonly state: 'connecting' | 'live' | 'lost'
  /** When the service was last heard, ms since 1970; null before it ever was. */
  readonly heardAt: number | null
}

const LiveContext = createContext<Live>({ state: 'connecting', heardAt: null })

export function useLive(): Live {
  return useContext(LiveContext)
}

/** Longer silence than this counts as a lost connection even though the socket stands. */
const silenceMs = 8000

const events = ['control', 'verdict', 'heartbeat', 'record-tally'] as const

/** Listens to the service's events, has what they change fetched again, and says when they stop. */
export function LiveConnection({ children }: { readonly children: ReactNode }): ReactElement {
  const queries = useQueryClient()
  const [live, setLive] = useState<Live>({ state: 'connecting', heardAt: null })

  useEffect(() => {
    const source = new EventSource('/v1/events')
    let heardAt: number | null = null
    let lost = false
    const hear = (): void => {
      heardAt = Date.now()
      if (lost) void queries.invalidateQueries()
      lost = false
      setLive({ state: 'live', heardAt })
    }
    const lose = (): void => {
      lost = true
      setLive({ state: 'lost', heardAt })
    }
    source.addEventListener('open', hear)
    source.addEventListener('error', lose)
    for (const name of events) {
      source.addEventListener(name, () => {
        hear()
        if (name === 'control' || name === 'verdict') void queries.invalidateQueries()
      })
    }
    const watch = setInterval(() => {
      if (heardAt !== null && Date.now() - heardAt > silenceMs) lose()
    }, 1000)
    const offline = (): void => lose()
    addEventListener('offline', offline)
    return () => {
      source.close()
      clearInterval(watch)
      removeEventListener('offline', offline)
    }
  }, [queries])

  return <LiveContext value={live}>{children}</LiveContext>
}
