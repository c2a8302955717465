import { tokenId } from './token-file.js'
import type { Role, StoredToken } from './token-file.js'

const dayMs = 24 * 3600 * 1000

/** How long beforehand a token's end is announced. */
export const warningMs = 14 * dayMs

/** A token as people may see it. */
export type TokenStanding = {
  readonly id: string
  readonly name: string | null
  readonly role: Role
  readonly machine: boolean
  readonly created_at: string
  readonly created_by: string
  readonly expires_at: string
  readonly revoked_at: string | null
  readonly revoked_by: string | null
  /** `expiring`: good, with less than two weeks to go. */
  readonly state: 'good' | 'expiring' | 'expired' | 'revoked'
}

export function standingOf(token: StoredToken, nowMs: number): TokenStanding {
  const { sha256: _secret, ...shown } = token
  return { id: tokenId(token), ...shown, state: stateOf(token, nowMs) }
}

export function isGood(
  token: Pick<StoredToken, 'expires_at' | 'revoked_at'>,
  nowMs: number,
): boolean {
  return stateOf(token, nowMs) === 'good' || stateOf(token, nowMs) === 'expiring'
}

function stateOf(
  { expires_at: expiresAt, revoked_at: revokedAt }: Pick<StoredToken, 'expires_at' | 'revoked_at'>,
  nowMs: number,
): TokenStanding['state'] {
  if (revokedAt !== null) return 'revoked'
  const leftMs = Date.parse(expiresAt) - nowMs
  if (!(leftMs > 0)) return 'expired'
  return leftMs < warningMs ? 'expiring' : 'good'
}

/** What to call a token: its owner's name, else its role and id. */
export function titleOf({ name, role, id }: Pick<TokenStanding, 'name' | 'role' | 'id'>): string {
  return name === null ? `${role} token ${id}` : `${name} (${role})`
}

/** What a person must know of tokens whose end is near or past; those who have a successor are left out. */
export function expiryWarnings(tokens: readonly TokenStanding[], nowMs: number): readonly string[] {
  return tokens
    .filter(({ state }) => state === 'expiring' || state === 'expired')
    .filter((token) => !hasSuccessor(token, tokens))
    .map((token) => {
      const days = Math.abs(Date.parse(token.expires_at) - nowMs) / dayMs
      const when = days < 1 ? 'within a day' : `in ${Math.floor(days)} days`
      const said =
        token.state === 'expired'
          ? `has expired on ${token.expires_at}`
          : `expires ${when}, on ${token.expires_at}`
      return `${titleOf(token)} ${said}; \`partial-trust tokens rotate ${token.name ?? token.id}\` makes the next`
    })
}

function hasSuccessor(token: TokenStanding, tokens: readonly TokenStanding[]): boolean {
  return tokens.some(
    ({ id, name, role, state, expires_at: until }) =>
      id !== token.id &&
      name === token.name &&
      role === token.role &&
      (state === 'good' || state === 'expiring') &&
      until > token.expires_at,
  )
}
