import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Limits on what a connection may cost before it has asked for anything whole. */
export const connectionLimits = {
  /** A request's head, and the whole of it, must be here after so long, in ms. */
  headMs: 10_000,
  requestMs: 20_000,
  /** A connection between two requests is kept so long, in ms. */
  keepAliveMs: 30_000,
  /** Without a byte in either direction for so long, in ms, a connection is gone. */
  silenceMs: 120_000,
  /** How often the above is looked at, in ms. */
  checkEveryMs: 1000,
  /** Connections of one address that never sent a whole head; beyond it the oldest goes. */
  unproved: 256,
  /** Requests that one connection may send ahead of their answers; beyond it the connection goes. */
  ahead: 32,
  /** The same of requests that are answered at once, in one turn of the loop. */
  inTurn: 256,
} as const

export type ConnectionLimits = Readonly<Record<keyof typeof connectionLimits, number>>

/** Follows a server's connections, so that none of them can outlive it. */
export interface Connections {
  /**
   * Lets go of every connection without a request under way at once, of the others when they are
   * answered, and of all after `graceMs`.
   */
  drain(graceMs: number): void
  /**
   * Whether a request is one too many that its connection sent ahead, so that nobody may spend work on it:
   * thousands fit into one packet, and their answers wait in memory for a client that need not read them.
   */
  isFlood(request: IncomingMessage): boolean
}

/** What one connection asked without waiting. */
type Burst = {
  turn: number
  /** Requests in that turn of the loop: a client that waits for its answers cannot send many. */
  inTurn: number
  /** Requests in a row that came before the answer to the one before them was handed over. */
  ahead: number
}

export function followConnections(
  server: Server,
  {
    unproved: most,
    ahead: mostAhead,
    inTurn: mostInTurn,
  }: Pick<ConnectionLimits, 'unproved' | 'ahead' | 'inTurn'>,
): Connections {
  /** The latest request's response of each connection; null before the first. */
  const connections = new Map<Socket, ServerResponse | null>()
  const unproved = new Map<string, Set<Socket>>()
  const bursts = new WeakMap<Socket, Burst>()
  let turn = 0
  let endsTurn = false
  let draining = false

  server.on('connection', (socket: Socket) => {
    if (draining) {
      socket.destroy()
      return
    }
    connections.set(socket, null)
    const forget = remember(unproved, socket, most)
    socket.once('close', () => {
      connections.delete(socket)
      forget()
    })
  })
  server.on('request', ({ socket }, response) => {
    const before = connections.get(socket)
    if (before === null) unproved.get(socket.remoteAddress ?? '')?.delete(socket)
    if (before !== undefined) connections.set(socket, response)
    if (draining) hangUpAfter(socket, response)
  })

  function nextTurn(): void {
    turn += 1
    endsTurn = false
  }

  /** Responses leave in the order of their requests: with the last, all are answered. */
  function hangUpAfter(socket: Socket, response: ServerResponse): void {
    response.once('close', () => {
      if (connections.get(socket) === response) socket.destroySoon()
    })
  }

  return {
    isFlood({ socket }) {
      if (!endsTurn) {
        endsTurn = true
        setImmediate(nextTurn)
      }
      const before = connections.get(socket)
      if (before === undefined) return socket.destroyed
      const burst = bursts.get(socket) ?? { turn, inTurn: 0, ahead: 0 }
      burst.inTurn = burst.turn === turn ? burst.inTurn + 1 : 1
      burst.turn = turn
      burst.ahead = before === null || before.writableFinished ? 0 : burst.ahead + 1
      bursts.set(socket, burst)
      if (burst.ahead > mostAhead || burst.inTurn > mostInTurn) socket.destroy()
      return socket.destroyed
    },
    drain(graceMs) {
      draining = true
      for (const [socket, response] of connections) {
        if (response === null || response.closed) socket.destroy()
        else hangUpAfter(socket, response)
      }
      setTimeout(() => {
        for (const socket of connections.keys()) socket.destroy()
      }, graceMs).unref()
    },
  }
}

/** Counts a connection to its address until it proves itself; returns the way to forget it. */
function remember(unproved: Map<string, Set<Socket>>, socket: Socket, most: number): () => void {
  const address = socket.remoteAddress ?? ''
  const mine = unproved.get(address) ?? new Set()
  unproved.set(address, mine.add(socket))
  const [oldest] = mine
  if (mine.size > most) oldest?.destroy()
  return () => {
    mine.delete(socket)
    if (mine.size === 0) unproved.delete(address)
  }
}
