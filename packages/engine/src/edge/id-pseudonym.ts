import { createHmac } from 'node:crypto'

/** Ids as HMAC-SHA-256 in hex under `key`; undefined where ids are recorded as given. */
export function idPseudonym(key: string | null): ((id: string) => string) | undefined {
  if (key === null) return undefined
  return (id) => createHmac('sha256', key).update(id).digest('hex')
}
