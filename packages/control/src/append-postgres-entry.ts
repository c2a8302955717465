import type { ClientBase } from 'pg'
import type { AuditEntry } from './audit-entry.js'
import { controlChannel } from './postgres-schema.js'

/** Writes an entry at the end of the trail and tells everyone, inside the caller's transaction. */
export async function appendPostgresEntry(client: ClientBase, entry: AuditEntry): Promise<void> {
  await client.query('insert into partial_trust.audit values ($1, $2, $3)', [
    entry.seq,
    entry.intent,
    JSON.stringify(entry),
  ])
  await client.query('update partial_trust.meta set head_seq = $1, head_hash = $2', [
    entry.seq,
    entry.hash,
  ])
  await client.query('select pg_notify($1, $2)', [controlChannel, String(entry.seq)])
}
