/** What can be heard of the service. */
export type Heard =
  | { readonly kind: 'word'; readonly event: string; readonly data: unknown }
  | { readonly kind: 'lost' }
  /** The session has ended, as the service says itself. */
  | { readonly kind: 'signed-out' }

export type FollowOptions = {
  readonly url: string
  readonly hear: (heard: Heard) => void
  /** Asks whether the session still stands; rejects where nobody answers. */
  readonly isSignedIn: () => Promise<boolean>
}

/** The service says a word every second; longer silence than this is a lost connection, in ms. */
export const silenceMs = 4000

const events = ['control', 'verdict', 'heartbeat'] as const
const firstPauseMs = 500
const longestPauseMs = 4000

/**
 * Follows the service's events for as long as it is wanted. A stream that breaks, falls silent or is
 * refused is made anew, sooner at first and every few seconds later; a session that has ended ends it.
 * Returns the way to stop.
 */
export function followEvents({ url, hear, isSignedIn }: FollowOptions): () => void {
  let stopped = false
  let source: EventSource | null = null
  let heardAtMs = performance.now()
  let pauseMs = firstPauseMs
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    if (stopped) return
    heardAtMs = performance.now()
    const mine = new EventSource(url)
    source = mine
    for (const event of events) {
      mine.addEventListener(event, ({ data }: MessageEvent<unknown>) => {
        heardAtMs = performance.now()
        pauseMs = firstPauseMs
        hear({ kind: 'word', event, data: parsed(data) })
      })
    }
    mine.addEventListener('signed-out', () => leave())
    mine.addEventListener('error', () => {
      if (source === mine) retry()
    })
  }

  function close(): void {
    source?.close()
    source = null
  }

  function leave(): void {
    stop()
    hear({ kind: 'signed-out' })
  }

  function retry(): void {
    close()
    hear({ kind: 'lost' })
    clearTimeout(timer)
    timer = setTimeout(() => void reopen(), pauseMs)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }

  /** The stream does not say why it was refused, so somebody asks first. */
  async function reopen(): Promise<void> {
    try {
      const signedIn = await isSignedIn()
      if (stopped) return
      if (signedIn) open()
      else leave()
    } catch {
      if (!stopped) retry()
    }
  }

  const watch = setInterval(() => {
    if (source !== null && performance.now() - heardAtMs > silenceMs) retry()
  }, 500)

  function stop(): void {
    stopped = true
    close()
    clearTimeout(timer)
    clearInterval(watch)
    removeEventListener('offline', retry)
  }
  addEventListener('offline', retry)
  open()
  return stop
}

function parsed(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : null
  } catch {
    return null
  }
}
