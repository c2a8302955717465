import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backgroundClock } from '@partial-trust/control'
import type { RolloutVerdict } from '@partial-trust/control'
import { householdConfig } from '@partial-trust/example-household/config'
import { compose } from 'partial-trust'
import { afterEach, describe, expect, it } from 'vitest'
import { mostPending } from './outbox.js'
import { slackText } from './slack-text.js'
import { distrustOf } from './standard-webhook.js'
import { signalsOf } from './signals-of.js'
import { tellEvents } from './tell-events.js'
import type { Webhook } from './tell-events.js'

const intent = 'add_shopping_item'
const secret = randomBytes(32)
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** A receiver on loopback that refuses its first messages. */
async function receiver(refusals: number) {
  const bodies: string[] = []
  const distrusts: unknown[] = []
  const ids: unknown[] = []
  let left = refusals
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      distrusts.push(distrustOf([secret], request.headers, Date.now(), body))
      if (left > 0) {
        left -= 1
        response.statusCode = 503
      } else {
        bodies.push(body.toString())
        ids.push(request.headers['webhook-id'])
      }
      response.end()
    })
  })
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  cleanups.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const read = () => bodies.map((body): Record<string, unknown> => JSON.parse(body))
  return { url: `http://127.0.0.1:${port}/hook`, read, distrusts, ids: () => ids }
}

async function product() {
  const cwd = mkdtempSync(join(tmpdir(), 'pt-events-'))
  const registered = householdConfig.corridors
  const app = await compose({ registered, configFile: null, cwd, env: {} })
  cleanups.push(
    () => rmSync(cwd, { recursive: true, force: true }),
    () => app.close(),
  )
  const tell = async (webhook: Omit<Webhook, 'secret' | 'events'>) => {
    const telling = await tellEvents({
      app,
      webhooks: [{ ...webhook, secret, events: null }],
      folder: join(cwd, 'outbox'),
      clock: backgroundClock,
      fetch,
    })
    cleanups.push(() => telling.stop())
    return telling
  }
  const change = async (kind: 'kill' | 'resume') => {
    const { version = 0 } = app.control?.feed.state(intent) ?? {}
    const reason = `to ${kind}`
    const request = { intent, action: { kind }, by: 'ann', reason, expectedVersion: version }
    await app.control?.store.change(request)
    await app.control?.feed.refresh()
  }
  return { cwd, app, tell, change }
}

const said = (
  verdict: RolloutVerdict['verdict'],
  decided_at = '2026-11-22T10:00:00.000Z',
  since = '2026-11-20T10:00:00.000Z',
): RolloutVerdict => ({
  stage: 'canary',
  verdict,
  decided_at,
  source: { kind: 'rollout', name: 'merged counts', corridor: intent, plan: 'digest', since },
  alpha: { rollback: 0.01, detector: 0.01, go: 0.05 },
  metrics: [],
  because: ['a gate fired'],
  latency: [],
})

describe('events', () => {
  it('reach a receiver signed, in order, each until it is taken', async () => {
    const { url, read, distrusts } = await receiver(1)
    const { tell, change } = await product()
    await tell({ url, format: 'cloudevents' })
    await change('kill')
    await change('resume')
    await expect.poll(read).toMatchObject([
      {
        specversion: '1.0',
        type: 'partial_trust.closed.v1',
        subject: intent,
        data: { action: 'kill', by: 'ann', reason: 'to kill' },
      },
      { type: 'partial_trust.stage_changed.v1', data: { action: 'resume' } },
    ])
    expect(new Set(distrusts)).toEqual(new Set([null]))
  })

  it('survive a receiver that is down and the end of the process that tells', async () => {
    const { tell, change } = await product()
    const { url, read } = await receiver(0)
    const down = await tell({ url, format: 'cloudevents' })
    down.stop()
    await change('kill')
    await tell({ url, format: 'cloudevents' })
    await expect.poll(read).toMatchObject([{ type: 'partial_trust.closed.v1' }])
  })

  it('go on where the store was set back by a backup to fewer changes than were told', async () => {
    const { cwd, tell, change } = await product()
    const { url, read } = await receiver(0)
    const name = createHash('sha256').update(url).digest('hex').slice(0, 16)
    mkdirSync(join(cwd, 'outbox'))
    const told = JSON.stringify({ audit: 500, verdicts: {}, pending: [] })
    writeFileSync(join(cwd, 'outbox', `${name}.json`), told)
    await tell({ url, format: 'cloudevents' })
    await change('kill')
    await expect
      .poll(read)
      .toMatchObject([{ type: 'partial_trust.closed.v1', data: { action: 'kill' } }])
  })

  it('tell a verdict once', async () => {
    const { tell } = await product()
    const { url, read } = await receiver(0)
    const telling = await tell({ url, format: 'cloudevents' })
    for (const verdict of ['INSUFFICIENT', 'INSUFFICIENT', 'NO_GO'] as const) {
      telling.verdict(intent, said(verdict))
    }
    await expect
      .poll(read)
      .toMatchObject([{ data: { verdict: 'INSUFFICIENT' } }, { data: { verdict: 'NO_GO' } }])
  })

  it('have the same id whichever process tells them, and another one when they come again', async () => {
    const { tell } = await product()
    const { url, ids } = await receiver(0)
    const one = await tell({ url, format: 'cloudevents' })
    one.verdict(intent, said('INSUFFICIENT', '2026-11-22T10:00:00.000Z'))
    one.verdict(intent, said('GO', '2026-11-22T10:00:02.000Z'))
    one.verdict(intent, said('INSUFFICIENT', '2026-11-22T10:00:04.000Z'))
    one.verdict(intent, said('GO', '2026-11-22T10:00:06.000Z'))
    one.verdict(intent, said('NO_GO', '2026-11-22T10:00:08.000Z', '2026-11-22T10:00:07.000Z'))
    await expect.poll(ids).toHaveLength(5)
    const late = await (await product()).tell({ url, format: 'cloudevents' })
    late.verdict(intent, said('GO', '2026-11-22T10:00:06.700Z'))
    late.verdict(intent, said('NO_GO', '2026-11-22T10:00:09.100Z', '2026-11-22T10:00:07.000Z'))
    await expect.poll(ids).toHaveLength(7)
    const [insufficient, go, , goAgain, noGo, ...again] = ids()
    expect(again).toEqual([go, noGo])
    expect(new Set([insufficient, go, goAgain, noGo]).size).toBe(4)
  })

  it('tell a verdict again that is the same word of another entry of the stage', async () => {
    const { tell } = await product()
    const { url, read } = await receiver(0)
    const telling = await tell({ url, format: 'cloudevents' })
    telling.verdict(intent, said('GO'))
    telling.verdict(intent, said('GO', '2026-11-23T10:00:00.000Z', '2026-11-23T09:00:00.000Z'))
    await expect
      .poll(read)
      .toMatchObject([{ data: { verdict: 'GO' } }, { data: { verdict: 'GO' } }])
  })

  it('keep a bound where a receiver is away for days, and count the oldest as dropped', async () => {
    const { cwd, tell } = await product()
    const dayMs = 24 * 3600 * 1000
    const waiting = (await receiver(Infinity)).url
    const telling = await tell({ url: waiting, format: 'cloudevents' })
    const expires_at = new Date(Date.now() + dayMs / 2).toISOString()
    const tokens = Array.from({ length: mostPending + 7 }, (_, index) => ({
      id: `t-${index}`,
      name: null,
      role: 'viewer',
      expires_at,
    }))
    telling.tokens(tokens)
    const counts = { waiting: mostPending, dropped: 7 }
    expect(telling.counts()).toEqual(counts)
    const name = createHash('sha256').update(waiting).digest('hex').slice(0, 16)
    const onDisk = () => readFileSync(join(cwd, 'outbox', `${name}.json`), 'utf8')
    await expect.poll(onDisk).toContain('"dropped":7')
    const { pending }: { pending: { subject: string }[] } = JSON.parse(onDisk())
    expect([pending[0]?.subject, pending.length]).toEqual(['t-7', mostPending])
    telling.stop()
    expect((await tell({ url: waiting, format: 'cloudevents' })).counts()).toEqual(counts)
  })

  it('tell the end of a token two weeks before and on its last day, each once', async () => {
    const { tell } = await product()
    const { url, read } = await receiver(0)
    const dayMs = 24 * 3600 * 1000
    const token = (id: string, days: number) => {
      const until = new Date(Date.now() + days * dayMs).toISOString()
      return { id, name: 'anna', role: 'operator', expires_at: until }
    }
    const tokens = [token('far', 20), token('soon', 10), token('now', 0.5), token('past', -1)]
    const first = await tell({ url, format: 'cloudevents' })
    first.tokens(tokens)
    first.tokens(tokens)
    await expect.poll(read).toMatchObject([
      { type: 'partial_trust.token_expiring.v1', subject: 'soon', data: { name: 'anna' } },
      { type: 'partial_trust.token_expiring.v1', subject: 'now' },
    ])
    first.stop()
    const restarted = await tell({ url, format: 'cloudevents' })
    restarted.tokens([...tokens, token('next', 3)])
    await expect
      // What was being taken when the first stopped may come again, under the same id.
      .poll(() => [...new Set(read().map(({ subject }) => subject))])
      .toEqual(['soon', 'now', 'next'])
  })

  it('speak to people in Slack’s words, without its markup', async () => {
    const { tell, change } = await product()
    const { url, read } = await receiver(0)
    await tell({ url, format: 'slack' })
    await change('kill')
    await expect.poll(read).toEqual([{ text: `*${intent}* closed\nkill by ann: to kill` }])
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/partial-trust',
      type: 'partial_trust.closed.v1',
      subject: intent,
      time: '2026-11-22T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: { action: 'kill', by: 'ann', reason: '<!channel> & <http://x|y>' },
    } as const
    expect(slackText(event).text).toContain('&lt;!channel&gt; &amp; &lt;http://x|y&gt;')
  })
})

describe('the configuration of signals', () => {
  it('takes secrets from the environment, by the names in the file', () => {
    const env = { HOOK: `whsec_${secret.toString('base64')}` }
    const webhook = { url: 'https://example.org/hook', secret: 'HOOK', events: ['closed'] }
    expect(signalsOf({ webhooks: [webhook] }, env).webhooks).toEqual([
      { url: webhook.url, secret, events: ['closed'], format: 'cloudevents' },
    ])
    expect(() => signalsOf({ alertSecrets: ['OTHER'] }, env)).toThrow(/^OTHER: .*not set/)
    expect(() => signalsOf({ webhooks: [{ ...webhook, url: 'file:///x' }] }, env)).toThrow(/http/)
    expect(() => signalsOf({ webhooks: [{ ...webhook, events: ['x'] }] }, env)).toThrow(/no kind/)
  })
})
