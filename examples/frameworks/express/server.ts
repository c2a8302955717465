import express from 'express'
import { openTrust } from 'partial-trust'
import { comment, comments } from './comments.ts'

const trust = await openTrust({ logger: console })
const corridor = trust.open(comments)

const app = express()
app.use(express.json())
app.post('/comments', async (request, response) => {
  const asked = comment.safeParse(request.body)
  if (!asked.success) return response.status(400).end()
  const traceparent = request.get('traceparent')
  const { decision, record } = await corridor.decide({ ...asked.data, traceparent })
  return response.json({ label: decision, status: record?.status })
})

const server = app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')
// First the last answers, then the last records.
process.once('SIGTERM', () => server.close(() => void trust.close()))
