import fastify from 'fastify'
import { openTrust } from 'partial-trust'
import { comment, comments } from './comments.ts'

const trust = await openTrust({ logger: console })
const corridor = trust.open(comments)

const app = fastify()
app.post('/comments', async ({ body, headers }, reply) => {
  const asked = comment.safeParse(body)
  if (!asked.success) return reply.code(400).send()
  const { traceparent } = headers
  const command = { ...asked.data, traceparent: String(traceparent ?? '') }
  const { decision, record } = await corridor.decide(command)
  return { label: decision, status: record?.status }
})
// Fastify calls it when the last request is answered.
app.addHook('onClose', () => trust.close())

await app.listen({ port: Number(process.env['PORT'] ?? 3000), host: '127.0.0.1' })
process.once('SIGTERM', () => void app.close())
