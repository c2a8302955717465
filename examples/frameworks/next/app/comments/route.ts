import { label } from '../trust'
import { comment } from './comments'

export async function POST(request: Request): Promise<Response> {
  const asked = comment.safeParse(await request.json())
  if (!asked.success) return new Response(null, { status: 400 })
  const traceparent = request.headers.get('traceparent')
  const { decision, record } = await label({ ...asked.data, traceparent }, request.signal)
  return Response.json({ label: decision, status: record?.status })
}
