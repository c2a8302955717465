// oxlint-disable-next-line typescript/triple-slash-reference -- it declares modules and is none: nothing of it can be imported
/// <reference path="./undici-files.d.ts" />
import type { Socket } from 'node:net'
import buildConnector from 'undici/lib/core/connect.js'
import type { buildConnector as connectors } from 'undici'

/** Little enough that an answer can be refused before much more of it was taken apart. */
const mostBytes = 4096

/** {@link piecewise}, over the library's own way to connect. */
export function piecewiseConnector(timeoutMs: number): connectors.connector {
  return piecewise(buildConnector({ timeout: timeoutMs }))
}

/**
 * Connects as it is given, with sockets that hand their bytes over in small pieces and none once they
 * are cut. The library takes apart to the end whatever it was given at once: a flood of headers or trailers
 * that it refused at its sixteenth kilobyte would hold every decision up for seconds.
 */
export function piecewise(connect: connectors.connector): connectors.connector {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, inPieces(socket))
      else callback(conclusive(error), null)
    })
  }
}

/**
 * A connection that a proxy breaks off before it stands fails with a code after which the library connects again, at
 * once and for as long as the call may last: thousands of times in a second.
 */
function conclusive(error: Error): Error {
  const isRetried = 'code' in error && error.code === 'UND_ERR_SOCKET'
  if (!isRetried) return error
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNRESET' })
}

function inPieces<Kind extends Socket>(socket: Kind): Kind {
  const read = socket.read.bind(socket)
  socket.read = (bytes?: number): unknown => {
    if (socket.destroyed) return null
    return read(bytes ?? (socket.readableLength > mostBytes ? mostBytes : undefined))
  }
  return socket
}
