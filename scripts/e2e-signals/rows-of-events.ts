import { signWebhook, webhookSecret } from '@partial-trust/host'
import type { Parties } from './parties.ts'
import { same } from './row.ts'
import type { Row } from './row.ts'
import { until } from './until.ts'

/** Events that left: none lost while the receiver was down, none twice, none that was not signed. */
export async function rowsOfEvents({ product, receiver }: Parties): Promise<readonly Row[]> {
  const expected = movesIn(await product.ask('GET', '/v1/control/audit'))
  const changes = () => receiver.taken.filter(({ body }) => !body.includes('verdict_changed'))
  await until('every change is told', () => changes().length >= expected, 15_000).catch(
    () => undefined,
  )
  const verdicts = receiver.taken.filter(({ body }) => body.includes('verdict_changed'))
  const ids = new Set(receiver.taken.map(({ headers }) => headers['webhook-id']))
  const tries = `after ${receiver.turnedAway()} tries while it was down`
  return [
    same('webhook: changes of the audit trail', expected, changes().length, tries),
    same(
      'webhook: verdicts',
      verdicts.length,
      verdicts.filter(({ body }) => /"verdict":"(GO|NO_GO|INSUFFICIENT)"/.test(body)).length,
      'signed, believed by the library of Standard Webhooks',
    ),
    same(
      'webhook: each once',
      receiver.taken.length,
      ids.size,
      `${receiver.mistrusted()} not believed`,
    ),
    forgeriesOut({ receiver }),
  ]
}

/** Entries of the audit trail after which a corridor may do something else than before. */
function movesIn(trail: unknown): number {
  const entries: readonly unknown[] = Array.isArray(trail) ? trail : []
  return entries.filter((entry) => {
    const { from, to }: { from?: unknown; to?: unknown } = Object(entry)
    return granted(from) !== granted(to)
  }).length
}

function granted(side: unknown): string {
  return JSON.stringify(side, ['stage', 'rate', 'mode', 'killed', 'closed'])
}

/** What a receiver is to refuse: a message again, changed, and without its signature. */
function forgeriesOut({ receiver }: Pick<Parties, 'receiver'>): Row {
  const [message] = receiver.taken
  if (message === undefined) return same('webhook out: forged', 0, 0, 'no message arrived')
  const { 'webhook-signature': _, ...unsigned } = message.headers
  const old = { ...message.headers, 'webhook-id': 'another', 'webhook-timestamp': '1600000000' }
  const forged = [
    message,
    { ...message, body: `${message.body} ` },
    { ...message, headers: unsigned },
    { ...message, headers: old },
  ]
  const refused = forged.filter((one) => !receiver.believes(one)).length
  return same(
    'webhook out: forged',
    forged.length,
    refused,
    'replayed, altered, unsigned, stale; received: refused',
  )
}

/** What the product is to refuse of alerts. */
export async function forgeriesIn({ product, alertsSecret }: Parties): Promise<Row> {
  const body = JSON.stringify({
    version: '4',
    groupKey: 'g',
    status: 'firing',
    receiver: 'r',
    alerts: [],
  })
  const signed = signWebhook(webhookSecret('alerts', alertsSecret), 'msg-1', Date.now(), body)
  const post = async (headers: object, text = body): Promise<number> => {
    const sent = { 'content-type': 'application/json', ...headers }
    return (await fetch(`${product.url}/v1/alerts`, { method: 'POST', headers: sent, body: text }))
      .status
  }
  const first = await post({ ...signed })
  const said = [
    await post({ ...signed }),
    await post({ ...signed, 'webhook-id': 'msg-2' }),
    await post(
      { ...signWebhook(webhookSecret('alerts', alertsSecret), 'msg-3', Date.now(), body) },
      `${body} `,
    ),
    await post({}),
    await post({
      ...signWebhook(webhookSecret('alerts', alertsSecret), 'msg-4', Date.now() - 400_000, body),
    }),
  ]
  const refused = said.filter((status) => status === 401 || status === 409).length
  const row = same(
    'alert in: forged',
    said.length,
    refused,
    `replayed, renamed, altered, unsigned, stale: ${said.join(' ')}`,
  )
  return { ...row, right: row.right === true && first === 200 }
}
