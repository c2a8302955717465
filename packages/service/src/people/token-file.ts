import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { BigIntStats } from 'node:fs'
import { z } from 'zod'
import { UserError } from '@partial-trust/settings'

/** `viewer` sees, `operator` sees and steers. */
export const roles = ['viewer', 'operator'] as const
export type Role = (typeof roles)[number]

/** A token as the file holds it: nothing of it says what the token is. */
export type StoredToken = {
  /** Whose it is; null for one that a first start made, which stands for nobody in particular. */
  readonly name: string | null
  readonly role: Role
  /** For a program: it never counts as one of the people that a promotion needs. */
  readonly machine: boolean
  /** Of the token, in hex. Its first eight digits are the token's id. */
  readonly sha256: string
  /** ISO 8601 UTC, as all times here. */
  readonly created_at: string
  readonly created_by: string
  readonly expires_at: string
  /** Null while nobody took it back. */
  readonly revoked_at: string | null
  readonly revoked_by: string | null
}

const first = {
  role: z.enum(roles),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
}
const second = {
  ...first,
  name: z.string().nullable(),
  machine: z.boolean(),
  created_by: z.string(),
  revoked_at: z.iso.datetime().nullable(),
  revoked_by: z.string().nullable(),
}
/** Version 1 knew no names. It is read as it is, and written anew with the next change. */
const fileShape = z.union([
  z.strictObject({ version: z.literal(2), tokens: z.array(z.strictObject(second)) }),
  z
    .strictObject({ version: z.literal(1), tokens: z.array(z.strictObject(first)) })
    .transform(({ tokens }) => ({
      tokens: tokens.map((token) => ({
        ...token,
        name: null,
        machine: false,
        created_by: 'the first start',
        revoked_at: null,
        revoked_by: null,
      })),
    })),
])

const hasModes = process.platform !== 'win32'
const mostBytes = 1024 * 1024

/** What tells one state of the file from another. */
export type FileMark = string

export type TokenFile = {
  readonly mark: FileMark
  readonly tokens: readonly StoredToken[]
  /** Whether others than its owner can read the hashes in it. */
  readonly isOpen: boolean
}

/** The id under which people name a token: it gives nothing of it away. */
export function tokenId({ sha256 }: Pick<StoredToken, 'sha256'>): string {
  return sha256.slice(0, 8)
}

/**
 * Reads the file of hashed tokens; null where there is none.
 *
 * @throws {UserError} when it cannot be read, is damaged, or others than its owner may write it: then it
 *   lets nobody in.
 */
export function readTokenFile(path: string): TokenFile | null {
  let file: number
  try {
    // What stands in the file's place may be a pipe, which would be waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new UserError(`${path}: the token file cannot be read (${codeOf(error)})`, 1, {
      cause: error,
    })
  }
  try {
    const stats = fstatSync(file, { bigint: true })
    if (hasModes && (stats.mode & 0o022n) !== 0n) {
      throw new UserError(
        `${path}: others may write the token file, so nothing in it is believed; look through \`partial-trust tokens list\` after chmod 600`,
      )
    }
    if (!stats.isFile() || stats.size > mostBytes) throw damaged(path)
    const buffer = Buffer.alloc(Number(stats.size))
    const length = readSync(file, buffer, 0, buffer.length, 0)
    return {
      mark: markOf(stats),
      tokens: parseTokens(path, buffer.toString('utf8', 0, length)),
      isOpen: hasModes && (stats.mode & 0o044n) !== 0n,
    }
  } finally {
    closeSync(file)
  }
}

/** Changes whenever the file is replaced or written to. */
export function markOf({ dev, ino, size, mtimeNs, ctimeNs, mode }: BigIntStats): FileMark {
  return [dev, ino, size, mtimeNs, ctimeNs, mode].join(' ')
}

function parseTokens(path: string, text: string): readonly StoredToken[] {
  const parsed = fileShape.safeParse(parseJson(text))
  if (!parsed.success) throw damaged(path)
  const { tokens } = parsed.data
  // Two entries for one token would be two answers to whose it is.
  if (new Set(tokens.map(({ sha256 }) => sha256)).size < tokens.length) throw damaged(path)
  return tokens
}

function damaged(path: string): UserError {
  return new UserError(
    `${path}: the token file is damaged; remove it to have new tokens made at the next start of \`partial-trust serve\` (the old ones end)`,
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
