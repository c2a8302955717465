import { after } from 'next/server'
import { openTrust } from 'partial-trust'
import { type Asked, comments } from './comments/comments'

/** The product in this process, opened with the first request that needs it. */
let opened: ReturnType<typeof openTrust> | undefined
let underWay = 0
let stopping = false

export async function label(asked: Asked, signal: AbortSignal) {
  underWay += 1
  // Called once the answer has left.
  after(async () => {
    underWay -= 1
    if (stopping) await leaveWhenIdle()
  })
  opened ??= openTrust({ logger: console })
  return (await opened).open(comments).decide(asked, { signal })
}

// With NEXT_MANUAL_SIG_HANDLE=true: Next's own handler ends the process without waiting for anybody.
process.once('SIGTERM', () => {
  stopping = true
  void leaveWhenIdle()
})

/** First the last answers, then the last records. */
async function leaveWhenIdle(): Promise<void> {
  if (underWay > 0) return
  await (await opened)?.close()
  process.exit(0)
}
