import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { openTrust } from 'partial-trust'
import { comment, comments } from './comments.ts'

const trust = await openTrust({ logger: console })
const corridor = trust.open(comments)

const app = new Hono()
app.post('/comments', async (context) => {
  const asked = comment.safeParse(await context.req.json())
  if (!asked.success) return context.body(null, 400)
  const traceparent = context.req.header('traceparent')
  // A caller who hangs up waits for no candidate.
  const { signal } = context.req.raw
  const { decision, record } = await corridor.decide({ ...asked.data, traceparent }, { signal })
  return context.json({ label: decision, status: record?.status })
})

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
// First the last answers, then the last records.
process.once('SIGTERM', () => server.close(() => void trust.close()))
