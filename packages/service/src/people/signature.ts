import type { Credential } from './token-store.js'

/** How who holds a credential stands in the audit trail: a person by name alone. */
export function signatureOf({ person, role, name, tokenId }: Credential): string {
  if (person !== null) return person
  return name === tokenId ? `${role} token ${name}` : `${name} (machine)`
}
