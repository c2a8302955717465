import type { IncomingMessage, ServerResponse } from 'node:http'

/** A plane's address without its token. */
export function upstreamOf(address: string): URL {
  const base = new URL(address)
  base.username = ''
  base.password = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}

const mostBytes = 1024 * 1024
const timeoutMs = 3000

/** Asks the plane in the name of whoever sent the request. */
export async function ask(
  upstream: URL,
  path: string,
  authorization: string | undefined,
  sent: { readonly method: string; readonly body?: string } = { method: 'GET' },
): Promise<Response> {
  return fetch(new URL(path.replace(/^\/+/u, ''), upstream), {
    ...sent,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
}

/** Hands a request through to the plane, and its answer back. */
export async function passOn(
  upstream: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'GET' } = request
  // The path alone: an address in its place (`///elsewhere/v1/control/x`) must lead nowhere else.
  const { pathname, search } = new URL(request.url ?? '/', 'http://relay')
  const body = method === 'GET' ? undefined : await textOf(request)
  const answer = await ask(upstream, `${pathname}${search}`, request.headers.authorization, {
    method,
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  const type = answer.headers.get('content-type') ?? 'application/json'
  response.writeHead(answer.status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(text)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > mostBytes) throw new RangeError('the body is too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
