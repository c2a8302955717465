import { timingSafeEqual } from 'node:crypto'
import { statSync } from 'node:fs'
import { UserError } from '@partial-trust/settings'
import { changeTokenFile } from './change-token-file.js'
import { hashOf, mintToken, remembered, tokenLifeMs } from './change-tokens.js'
import { markOf, readTokenFile, roles, tokenId } from './token-file.js'
import type { FileMark, Role, StoredToken } from './token-file.js'
import { isGood, standingOf } from './token-standing.js'
import type { TokenStanding } from './token-standing.js'

/** Tokens are 32 random bytes; a longer credential is refused before it is hashed. */
const longestCredential = 256

export type Credential = {
  readonly role: Role
  /** Names it in audit entries: whose it is, else the first digits of the token's hash. */
  readonly name: string
  /** The person it stands for; null for a program's and for one that belongs to nobody in particular. */
  readonly person: string | null
  /** Of the token; null for a person whom another system let in. */
  readonly tokenId: string | null
  /** Ms since 1970. */
  readonly expiresAtMs: number
}

export interface TokenStore {
  /** Who the token stands for; null for one that is not good. Takes the same time for each. */
  verify(token: string): Credential | null
  /** Why it is good no more: whoever sends one guesses nothing, and is told. */
  ended(token: string): 'expired' | 'revoked' | null
  /** Who a token stands for now, by its id; null when it is good no more. */
  credential(id: string): Credential | null
  /** All that the file holds. */
  list(): readonly TokenStanding[]
  /** Why nobody is let in; null while the file can be read. */
  problem(): string | null
}

export type OpenedTokens = TokenStore & {
  /** Tokens made now, in clear: show them once, they are nowhere else. */
  readonly minted: readonly { readonly role: Role; readonly token: string }[]
}

type Known = {
  readonly mark: FileMark
  readonly problem: string | null
  readonly tokens: readonly { readonly stored: StoredToken; readonly digest: Buffer }[]
}

/**
 * Opens the file of hashed tokens, and makes a token for each role that has none which is still
 * good. The file's mode is 0600. What changes in the file holds from the next request on; a file that
 * cannot be read any more lets nobody in.
 *
 * @param onProblem Told once of each reason why nobody is let in.
 * @throws {UserError} when the file cannot be read, is damaged, or cannot be written.
 */
export function openTokenStore(
  path: string,
  nowMs: () => number,
  onProblem: (problem: string) => void = () => undefined,
): OpenedTokens {
  const minted = mintMissing(path, nowMs())
  let known = read(path)

  function current(): Known {
    const mark = markAt(path)
    if (mark !== null && mark === known.mark) return known
    const before = known.problem
    known = read(path)
    if (known.problem !== null && known.problem !== before) onProblem(known.problem)
    return known
  }

  function find(token: string): StoredToken | null {
    if (token.length > longestCredential) return null
    const digest = hashOf(token)
    let found: StoredToken | null = null
    // Every token is compared, so the time taken says nothing about which one came close.
    for (const one of current().tokens) if (timingSafeEqual(digest, one.digest)) found = one.stored
    return found
  }

  function ifGood(token: StoredToken | null | undefined): Credential | null {
    return token != null && isGood(token, nowMs()) ? credentialOf(token) : null
  }

  return {
    minted,
    verify: (token) => ifGood(find(token)),
    ended(token) {
      const found = find(token)
      if (found === null || isGood(found, nowMs())) return null
      return found.revoked_at === null ? 'expired' : 'revoked'
    },
    credential: (id) =>
      ifGood(current().tokens.find(({ stored }) => tokenId(stored) === id)?.stored),
    list: () => current().tokens.map(({ stored }) => standingOf(stored, nowMs())),
    problem: () => current().problem,
  }
}

/** A service is never without a way in: each role has a token, be it a person's. */
function mintMissing(path: string, nowMs: number): OpenedTokens['minted'] {
  const present = readTokenFile(path)?.tokens ?? []
  if (missingRoles(present, nowMs).length === 0) return []
  const minted: { readonly role: Role; readonly token: string }[] = []
  changeTokenFile(path, (tokens) => {
    const kept = remembered(tokens ?? [], nowMs)
    const made = missingRoles(kept, nowMs).map((role) => {
      const wish = { name: null, role, machine: false, lifeMs: tokenLifeMs }
      return mintToken(wish, { by: 'partial-trust serve', nowMs })
    })
    minted.push(...made.map(({ token, stored }) => ({ role: stored.role, token })))
    return made.length === 0 ? null : [...kept, ...made.map(({ stored }) => stored)]
  })
  return minted
}

function missingRoles(tokens: readonly StoredToken[], nowMs: number): readonly Role[] {
  return roles.filter(
    (role) => !tokens.some((token) => token.role === role && isGood(token, nowMs)),
  )
}

function credentialOf(token: StoredToken): Credential {
  const id = tokenId(token)
  return {
    role: token.role,
    name: token.name ?? id,
    person: token.machine ? null : token.name,
    tokenId: id,
    expiresAtMs: Date.parse(token.expires_at),
  }
}

function read(path: string): Known {
  try {
    const file = readTokenFile(path)
    if (file === null) return { mark: '', problem: `${path}: the token file is gone`, tokens: [] }
    const { mark, tokens } = file
    const known = tokens.map((stored) => ({ stored, digest: Buffer.from(stored.sha256, 'hex') }))
    return { mark, problem: null, tokens: known }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { mark: markAt(path) ?? '', problem: error.message, tokens: [] }
  }
}

/** Null where there is nothing to be seen. */
function markAt(path: string): FileMark | null {
  try {
    return markOf(statSync(path, { bigint: true }))
  } catch {
    return null
  }
}
