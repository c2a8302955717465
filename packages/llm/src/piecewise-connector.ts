// oxlint-disable-next-line typescript/triple-slash-reference -- it declares modules and is none: nothing of it can be imported
/// <reference path="./undici-files.d.ts" />
import type { Socket } from 'node:net'
import buildConnector from 'undici/lib/core/connect.js'
import type { buildConnector as connectors } from 'undici'

/** Little enough that an answer can be refused before much more of it was taken apart. */
const mostBytes = 4096

/**
 * Connects as the library does, with sockets that hand their bytes over in small pieces and none once they
 * are cut. The library takes apart to the end whatever it was given at once: a flood of headers or trailers
 * that it refused at its sixteenth kilobyte would hold every decision up for seconds.
 */
export function piecewiseConnector(timeoutMs: number): connectors.connector {
  const connect = buildConnector({ timeout: timeoutMs })
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, inPieces(socket))
      else callback(error, null)
    })
  }
}

function inPieces<Kind extends Socket>(socket: Kind): Kind {
  const read = socket.read.bind(socket)
  socket.read = (bytes?: number): unknown => {
    if (socket.destroyed) return null
    return read(bytes ?? (socket.readableLength > mostBytes ? mostBytes : undefined))
  }
  return socket
}
