import { UserError } from '@partial-trust/settings'
import type { TokenStanding } from '@partial-trust/service/people'
import type { CliContext } from '../context.js'
import { printable } from '../printable.js'
import { textTable } from '../text-table.js'
import { mustHaveTokens, tokenRows, tokensPath } from './token-rows.js'

/** Shows every token that is remembered: whose, for what, until when. */
export function listTokens(context: CliContext, { json }: { readonly json?: true }): void {
  const path = tokensPath(context)
  const rows = tokenRows(path, Date.now())
  if (rows === null) {
    mustHaveTokens(path, null)
    throw new UserError(path)
  }
  if (rows.isOpen) {
    context.stderr.write(`partial-trust: others can read ${path}: chmod 600 it\n`)
  }
  const { tokens } = rows
  if (json === true) context.stdout.write(`${JSON.stringify({ file: path, tokens }, null, 2)}\n`)
  else {
    const head = ['name', 'role', 'id', 'state', 'expires', 'made by']
    context.stdout.write(textTable(head, tokens.map(row)))
  }
}

function row(token: TokenStanding): readonly string[] {
  const { name, role, machine, id, state, expires_at: expires, created_by: by } = token
  const { revoked_at: revokedAt, revoked_by: revokedBy } = token
  const ended = revokedAt === null ? state : `revoked ${revokedAt} by ${printable(revokedBy)}`
  const owner = printable(name ?? '-')
  return [machine ? `${owner} (machine)` : owner, role, id, ended, expires, printable(by)]
}
