import { distrustOf, toleranceMs } from '@partial-trust/host'
import type { App } from 'partial-trust'
import type { Access } from '../access.js'
import { signatureOf } from '../people/index.js'
import { noControl } from '../problem-texts.js'
import type { alertRows } from '../routes/alert-rows.js'
import type { Handler } from '../routes/handler.js'
import { readAlerts } from './alert-payload.js'
import { closeByAlerts } from './close-by-alerts.js'

/**
 * What Alertmanager sends, or anyone who speaks its format. It needs an operator's token or a signature of
 * Standard Webhooks over the very bytes; a signed message is taken once.
 *
 * @param secrets Those whose signatures are believed; with none, only an operator's token is.
 */
export function alertHandler(
  app: App,
  access: Access,
  secrets: readonly Buffer[],
  clock: { epochMs(): number },
): Handler<(typeof alertRows)['alerts']> {
  const taken = takenOnce(() => clock.epochMs())
  return async ({ request, refuse, control, body: given }) => {
    const body = Buffer.isBuffer(given) ? given : Buffer.alloc(0)
    const credential = access.credentialOf(request)
    const trusted = credential?.role === 'operator'
    const id = trusted ? null : String(request.headers['webhook-id'])
    if (id !== null) {
      const distrust = distrustOf(secrets, request.headers, clock.epochMs(), body)
      if (distrust !== null) return refuse(401, { detail: why[distrust] })
      if (taken.has(id)) return refuse(409)
    }
    const read = readAlerts(body)
    if (read.kind === 'invalid') return refuse(400, { errors: [read.problem] })
    if (control === null) return refuse(409, noControl)
    const alerts = await closeByAlerts(read.alerts, {
      control,
      isRegistered: (intent) => app.corridor(intent) !== undefined,
      by: `alert of ${trusted ? signatureOf(credential) : 'a signed webhook'}`,
    })
    if (id !== null) taken.add(id)
    return { alerts }
  }
}

const why = {
  unsigned: 'Send webhook-id, webhook-timestamp and webhook-signature, or an operator’s token.',
  stale: `webhook-timestamp must lie within ${toleranceMs / 60_000} minutes of now.`,
  altered: 'webhook-signature is not that of these bytes under a secret known here.',
} as const

/** Ids of messages that were taken, kept for as long as their timestamp could still be believed. */
function takenOnce(nowMs: () => number): { has(id: string): boolean; add(id: string): void } {
  const untilMs = new Map<string, number>()
  return {
    has: (id) => (untilMs.get(id) ?? Number.NEGATIVE_INFINITY) >= nowMs(),
    add(id) {
      for (const [known, until] of untilMs) if (until < nowMs()) untilMs.delete(known)
      untilMs.set(id, nowMs() + 2 * toleranceMs)
    },
  }
}
