import { resolve } from 'node:path'
import { readConfig, UserError } from '@partial-trust/settings'
import { readTokenFile, standingOf } from '@partial-trust/service/people'
import type { StoredToken, TokenStanding } from '@partial-trust/service/people'
import type { CliContext } from '../context.js'

/**
 * Where the token file of this environment lies.
 *
 * @throws {UserError} when the variable that names it does not parse: no other place is meant.
 */
export function tokensPath(context: Pick<CliContext, 'env' | 'cwd'>): string {
  const { tokensPath: path, problems } = readConfig(context.env, null)
  const problem = problems.find(({ variable }) => variable === 'PARTIAL_TRUST_TOKENS')
  if (problem !== undefined) throw new UserError(`PARTIAL_TRUST_TOKENS: ${problem.problem}`)
  return resolve(context.cwd, path)
}

/** @throws {UserError} when there is no file: only the first start of a service makes one. */
export function mustHaveTokens(
  path: string,
  tokens: readonly StoredToken[] | null,
): readonly StoredToken[] {
  if (tokens !== null) return tokens
  throw new UserError(
    `${path}: there is no token file; the first start of \`partial-trust serve\` makes it. Is this the folder of your service (or set PARTIAL_TRUST_TOKENS)?`,
  )
}

export type TokenRows = { readonly tokens: readonly TokenStanding[]; readonly isOpen: boolean }

/** The tokens as people may see them; null where no file was made yet. */
export function tokenRows(path: string, nowMs: number): TokenRows | null {
  const file = readTokenFile(path)
  if (file === null) return null
  return { tokens: file.tokens.map((token) => standingOf(token, nowMs)), isOpen: file.isOpen }
}
