import { createHash, randomBytes } from 'node:crypto'
import { isSamePerson } from '@partial-trust/control'
import { UserError } from '@partial-trust/settings'
import { nameProblem } from './person-name.js'
import { tokenId } from './token-file.js'
import type { Role, StoredToken } from './token-file.js'
import { isGood } from './token-standing.js'

const dayMs = 24 * 3600 * 1000

/** How long a token is good for: a quarter, so that a forgotten one does not last for ever. */
export const tokenLifeMs: number = 90 * dayMs
export const longestLifeMs: number = 366 * dayMs

/** Who changes tokens, and when. */
export type Hand = { readonly by: string; readonly nowMs: number }

export type NewToken = {
  readonly name: string | null
  readonly role: Role
  readonly machine: boolean
  readonly lifeMs: number
}

/** A token in clear, to be shown once, and what the file keeps of it. */
export type Minted = { readonly token: string; readonly stored: StoredToken }

export function mintToken({ name, role, machine, lifeMs }: NewToken, { by, nowMs }: Hand): Minted {
  const token = `pt_${role}_${randomBytes(32).toString('base64url')}`
  return {
    token,
    stored: {
      name,
      role,
      machine,
      sha256: hashOf(token).toString('hex'),
      created_at: new Date(nowMs).toISOString(),
      created_by: by,
      expires_at: new Date(nowMs + lifeMs).toISOString(),
      revoked_at: null,
      revoked_by: null,
    },
  }
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** @throws {UserError} when the name is none, or somebody has it who is let in. */
export function mustBeFree(tokens: readonly StoredToken[], name: string, nowMs: number): void {
  const problem = nameProblem(name)
  if (problem !== null) throw new UserError(`--name ${problem}`, 2)
  const owner = tokens.find(
    (one) => one.name !== null && isSamePerson(one.name, name) && isGood(one, nowMs),
  )
  if (owner === undefined) return
  throw new UserError(
    `${owner.name} has a token already (${tokenId(owner)}); \`partial-trust tokens rotate ${owner.name}\` makes a new one`,
  )
}

/**
 * The good tokens under a name or an id.
 *
 * @throws {UserError} listing those there are, when it is none of them.
 */
export function goodTokens(
  tokens: readonly StoredToken[],
  whom: string,
  nowMs: number,
): readonly [StoredToken, ...StoredToken[]] {
  const good = tokens.filter((token) => isGood(token, nowMs))
  const [found, ...more] = good.filter(
    (token) => tokenId(token) === whom || (token.name !== null && isSamePerson(token.name, whom)),
  )
  if (found !== undefined) return [found, ...more]
  const known = good.map((token) => `${token.name ?? token.role} (${tokenId(token)})`)
  const list = known.length === 0 ? 'none is good' : `good are: ${known.join(', ')}`
  throw new UserError(`no good token is called ${JSON.stringify(whom.slice(0, 64))}; ${list}`)
}

export function revoked(tokens: readonly StoredToken[], ended: readonly StoredToken[], hand: Hand) {
  return tokens.map((token) =>
    ended.includes(token)
      ? { ...token, revoked_at: new Date(hand.nowMs).toISOString(), revoked_by: hand.by }
      : token,
  )
}

/** Lets tokens end later, so that whoever holds one has time to take the next. */
export function endingAt(
  tokens: readonly StoredToken[],
  ending: readonly StoredToken[],
  endsAtMs: number,
): readonly StoredToken[] {
  return tokens.map((token) =>
    ending.includes(token) && Date.parse(token.expires_at) > endsAtMs
      ? { ...token, expires_at: new Date(endsAtMs).toISOString() }
      : token,
  )
}

/** One that has ended is remembered for as long again, so that its holder can be told. */
export function remembered(tokens: readonly StoredToken[], nowMs: number): readonly StoredToken[] {
  return tokens.filter(
    ({ expires_at: expiresAt, revoked_at: revokedAt }) =>
      Date.parse(revokedAt ?? expiresAt) + tokenLifeMs > nowMs,
  )
}
