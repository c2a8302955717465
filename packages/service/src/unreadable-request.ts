import type { Socket } from 'node:net'

/** Time for the answer to be read before the connection is gone, in ms. */
const hangUpMs = 500

/** Answers bytes that are no HTTP request, in the form of every other error, and hangs up. */
export function unreadableRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, title, detail } = problemFor(error.code)
  const body = JSON.stringify({ type: 'about:blank', status, title, detail })
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
  // Whoever sends half a request may never hang up by itself.
  setTimeout(() => socket.destroy(), hangUpMs).unref()
}

function problemFor(code: string | undefined) {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, title: 'The headers are too large', detail: 'Send at most 16 KiB.' }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, title: 'The request took too long', detail: 'Send it in one go.' }
  }
  return { status: 400, title: 'This is no HTTP request', detail: 'Speak HTTP/1.1.' }
}
