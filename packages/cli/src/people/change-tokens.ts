import {
  changeTokenFile,
  endingAt,
  goodTokens,
  mintToken,
  mustBeFree,
  remembered,
  revoked,
  standingOf,
  tokenId,
} from '@partial-trust/service/people'
import type { Minted, Role, StoredToken } from '@partial-trust/service/people'
import { UserError } from '@partial-trust/settings'
import type { CliContext } from '../context.js'
import { operator } from '../control-access.js'
import { mustHaveTokens, tokensPath } from './token-rows.js'
import { traceTokens } from './token-trace.js'

/** What every change of tokens is told. */
export type Signing = { readonly by?: string; readonly reason?: string; readonly json?: true }

export type AddingToken = Signing & {
  readonly name: string
  readonly role: Role
  readonly expiresIn: number
  readonly machine?: true
}

export async function addToken(context: CliContext, adding: AddingToken): Promise<void> {
  const { name, role, expiresIn: lifeMs, machine = false } = adding
  const change = beginChange(context, adding)
  const made = mintToken({ name, role, machine, lifeMs }, change.hand)
  change.tokens((tokens) => {
    mustBeFree(tokens, name, change.hand.nowMs)
    return [...tokens, made.stored]
  })
  await change.trace(`${name} may come in as ${role}`, { change: 'add', ...seen(made.stored) })
  show(context, adding, made, null)
}

export type RotatingToken = Signing & { readonly expiresIn: number; readonly grace?: number }

/** A new token in the place of the old ones, which end at once or after a while. */
export async function rotateToken(
  context: CliContext,
  whom: string,
  rotating: RotatingToken,
): Promise<void> {
  const change = beginChange(context, rotating)
  const { hand } = change
  const endsAtMs = rotating.grace === undefined ? null : hand.nowMs + rotating.grace
  let made: Minted | null = null
  let old: readonly StoredToken[] = []
  change.tokens((tokens) => {
    const [newest, ...others] = goodTokens(tokens, whom, hand.nowMs).toSorted((a, b) =>
      b.created_at.localeCompare(a.created_at),
    )
    if (newest === undefined) return tokens
    old = [newest, ...others]
    const { name, role, machine } = newest
    made = mintToken({ name, role, machine, lifeMs: rotating.expiresIn }, hand)
    const ended = endsAtMs === null ? revoked(tokens, old, hand) : endingAt(tokens, old, endsAtMs)
    return [...ended, made.stored]
  })
  await finish(change, made, { whom, old, endsAtMs })
  if (made !== null) show(context, rotating, made, endsAtMs)
}

async function finish(
  change: TokenChange,
  made: Minted | null,
  { whom, old, endsAtMs }: { whom: string; old: readonly StoredToken[]; endsAtMs: number | null },
): Promise<void> {
  if (made === null) return
  const ends = endsAtMs === null ? 'at once' : `at ${new Date(endsAtMs).toISOString()}`
  await change.trace(`${whom} has a new token, the old one ends ${ends}`, {
    change: 'rotate',
    ...seen(made.stored),
    in_place_of: old.map(tokenId),
  })
}

/** Ends every good token under a name, or the one of an id, at once. */
export async function revokeToken(
  context: CliContext,
  whom: string,
  signing: Signing,
): Promise<void> {
  const change = beginChange(context, signing)
  let ended: readonly StoredToken[] = []
  change.tokens((tokens) => {
    ended = goodTokens(tokens, whom, change.hand.nowMs)
    return revoked(tokens, ended, change.hand)
  })
  const ids = ended.map(tokenId)
  await change.trace(`${whom} comes in no more`, { change: 'revoke', whom, ids })
  if (signing.json === true) {
    context.stdout.write(`${JSON.stringify({ revoked: ids }, null, 2)}\n`)
    return
  }
  context.stdout.write(`revoked: ${ids.join(', ')}; it is refused, and its sessions end, at once\n`)
}

type TokenChange = ReturnType<typeof beginChange>

function beginChange(context: CliContext, { by = operator(), reason }: Signing) {
  const path = tokensPath(context)
  const hand = { by, nowMs: Date.now() }
  return {
    hand,
    tokens(change: (tokens: readonly StoredToken[]) => readonly StoredToken[]): void {
      changeTokenFile(path, (tokens) =>
        change(remembered(mustHaveTokens(path, tokens), hand.nowMs)),
      )
    },
    trace: (why: string, evidence: Readonly<Record<string, unknown>>) =>
      traceTokens(context, { by, reason: reasonOf(reason) ?? why, evidence }),
  }
}

function reasonOf(reason: string | undefined): string | null {
  if (reason === undefined) return null
  if (reason.trim() !== '') return reason.trim()
  throw new UserError('--reason is empty: say why, for whoever reads it later', 2)
}

/** What of a token may be written down. */
function seen(stored: StoredToken): Readonly<Record<string, unknown>> {
  const { name, role, machine, expires_at } = stored
  return { name, role, machine, id: tokenId(stored), expires_at }
}

function show(
  context: CliContext,
  { json }: Signing,
  { token, stored }: Minted,
  oldEndsAtMs: number | null,
): void {
  if (json === true) {
    const shown = { token, ...standingOf(stored, Date.parse(stored.created_at)) }
    context.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
    return
  }
  context.stdout.write(`${stored.role} token: ${token}\n`)
  const owner = stored.name === null ? '' : ` of ${stored.name}`
  const old =
    oldEndsAtMs === null ? '' : `; the old one ends at ${new Date(oldEndsAtMs).toISOString()}`
  context.stderr.write(
    `token ${tokenId(stored)}${owner}, good until ${stored.expires_at}${old}. It is shown this once and stored nowhere.\n`,
  )
}
