import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { UserError } from '@partial-trust/settings'
import { makeFolderSync } from '@partial-trust/engine'

/** `viewer` sees, `operator` sees and steers. */
export const roles = ['viewer', 'operator'] as const
export type Role = (typeof roles)[number]

/** How long a token is good for: a quarter, so that a forgotten one does not last for ever. */
export const tokenLifeMs = 90 * 24 * 3600 * 1000

/** Tokens are 32 random bytes; a longer credential is refused before it is hashed. */
const longestCredential = 256

const fileShape = z.strictObject({
  version: z.literal(1),
  tokens: z.array(
    z.strictObject({
      role: z.enum(roles),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      created_at: z.iso.datetime(),
      expires_at: z.iso.datetime(),
    }),
  ),
})
type StoredToken = z.infer<typeof fileShape>['tokens'][number]

export type Credential = {
  readonly role: Role
  /** First digits of the token's hash: names it in audit entries without giving it away. */
  readonly name: string
}

export interface TokenStore {
  /** Who the token stands for; null for an unknown or expired one. Takes the same time for each. */
  verify(token: string): Credential | null
  /** Whether it was good once: whoever sends one guesses nothing, and is told. */
  hasExpired(token: string): boolean
  /** Tokens made now, in clear: show them once, they are nowhere else. */
  readonly minted: readonly { readonly role: Role; readonly token: string }[]
}

/**
 * Opens the file of hashed tokens, and makes a token for each role that has none which is still
 * good. The file's mode is 0600.
 *
 * @throws {UserError} when the file cannot be read, is damaged, or cannot be written.
 */
export function openTokenStore(path: string, nowMs: () => number): TokenStore {
  // One that has expired is remembered for as long again, so that its holder can be told.
  const kept = readTokens(path).filter(
    ({ expires_at }) => Date.parse(expires_at) + tokenLifeMs > nowMs(),
  )
  const good = kept.filter(({ expires_at }) => Date.parse(expires_at) > nowMs())
  const minted = roles
    .filter((role) => !good.some((token) => token.role === role))
    .map((role) => ({ role, token: `pt_${role}_${randomBytes(32).toString('base64url')}` }))
  const tokens: StoredToken[] = [
    ...kept,
    ...minted.map(({ role, token }) => ({
      role,
      sha256: hash(token).toString('hex'),
      created_at: new Date(nowMs()).toISOString(),
      expires_at: new Date(nowMs() + tokenLifeMs).toISOString(),
    })),
  ]
  if (minted.length > 0) writeTokens(path, tokens)
  const known = tokens.map((token) => ({
    digest: Buffer.from(token.sha256, 'hex'),
    expiresMs: Date.parse(token.expires_at),
    credential: { role: token.role, name: token.sha256.slice(0, 8) },
  }))
  function find(token: string): (typeof known)[number] | null {
    if (token.length > longestCredential) return null
    const digest = hash(token)
    let found: (typeof known)[number] | null = null
    // Every token is compared, so the time taken says nothing about which one came close.
    for (const one of known) if (timingSafeEqual(digest, one.digest)) found = one
    return found
  }

  return {
    minted,
    verify(token) {
      const found = find(token)
      return found !== null && found.expiresMs > nowMs() ? found.credential : null
    },
    hasExpired(token) {
      const found = find(token)
      return found !== null && found.expiresMs <= nowMs()
    },
  }
}

function hash(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function readTokens(path: string): readonly StoredToken[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new UserError(`${path}: the token file cannot be read (${reasonOf(error)})`, 1, {
      cause: error,
    })
  }
  const parsed = fileShape.safeParse(parseJson(text))
  if (parsed.success) return parsed.data.tokens
  throw new UserError(
    `${path}: the token file is damaged; remove it to have new tokens made (the old ones end)`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function writeTokens(path: string, tokens: readonly StoredToken[]): void {
  try {
    makeFolderSync(dirname(path), 0o700)
    writeFileSync(path, `${JSON.stringify({ version: 1, tokens }, null, 2)}\n`, { mode: 0o600 })
  } catch (error) {
    throw new UserError(
      `${path}: the token file cannot be written (${reasonOf(error)}); set PARTIAL_TRUST_TOKENS`,
      1,
      { cause: error },
    )
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
