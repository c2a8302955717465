import type { Client } from 'pg'
import type { PostgresDatabase } from './postgres-database.js'
import { controlChannel } from './postgres-schema.js'

const reconnectMs = 500

/**
 * Tells listeners of changes by LISTEN/NOTIFY. A connection that is lost is opened again, and what
 * may have been missed in between counts as a change. It is only ever a hint to read sooner: the
 * lease's own refresh polls behind it.
 */
export function postgresWatch(database: PostgresDatabase) {
  const listeners = new Set<() => void>()
  let client: Promise<Client> | undefined
  let retry: NodeJS.Timeout | undefined
  let stopped = false

  function notify(): void {
    for (const listener of listeners) listener()
  }

  function listen(): void {
    client = connect()
    client.then(notify, () => again())
  }

  async function connect(): Promise<Client> {
    const connection = await database.dedicated()
    connection.on('notification', notify)
    connection.on('end', again)
    await connection.query(`listen ${controlChannel}`)
    return connection
  }

  function again(): void {
    if (stopped || retry !== undefined || listeners.size === 0) return
    retry = setTimeout(() => {
      retry = undefined
      listen()
    }, reconnectMs).unref()
  }

  return {
    notify,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      if (client === undefined) listen()
      return () => {
        listeners.delete(listener)
      }
    },
    async stop(): Promise<void> {
      stopped = true
      clearTimeout(retry)
      listeners.clear()
      await client?.then((connection) => connection.end()).catch(() => undefined)
    },
  }
}
