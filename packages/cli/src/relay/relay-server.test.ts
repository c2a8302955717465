import { once } from 'node:events'
import { createServer, request as sendRequest } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  backgroundClock,
  encodeSnapshot,
  makeSqliteStore,
  openControl,
  openControlFeed,
} from '@partial-trust/control'
import type { Control } from '@partial-trust/control'
import { parseChangeRequest, parseProcessReport } from '@partial-trust/control'
import { systemClock } from '@partial-trust/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { openRelay } from './relay-server.js'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

async function json(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  cleanUps.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return addressOf(server)
}

function addressOf(server: ReturnType<typeof createServer>): string {
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('not bound')
  return `127.0.0.1:${bound.port}`
}

/** As much of a control plane as relays and processes ask for, over a real store. */
async function plane(): Promise<{
  readonly at: string
  readonly control: Control
  readonly cut: () => void
  /** How often each resource was asked for. */
  readonly asked: ReadonlyMap<string, number>
  /** Whom it lets in. */
  readonly tokens: Set<string>
}> {
  const directory = mkdtempSync(join(tmpdir(), 'relay-'))
  const path = join(directory, 'state.db')
  makeSqliteStore(path)
  const control = opened(openControl({ kind: 'sqlite', path }, { cwd: '/', now: Date.now }))
  cleanUps.push(async () => {
    await control.close()
    rmSync(directory, { recursive: true })
  })
  let isCut = false
  const asked = new Map<string, number>()
  const tokens = new Set(['Bearer secret', 'Bearer gus'])
  const { store, evidence } = control
  const answers: Record<string, (request: IncomingMessage) => Promise<unknown>> = {
    'GET /v1/control': async () => encodeSnapshot(await store.read()),
    'GET /v1/control/leader': async () => ({ instance: null }),
    'GET /v1/control/audit': (request) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://plane')
      const after = Number(searchParams.get('after'))
      return store.audit({ after, limit: Number(searchParams.get('limit')) })
    },
    'GET /v1/control/processes': () => evidence.processes(),
    'GET /v1/control/stop-proof': async () => ({ proof: await evidence.stopProof() }),
    'POST /v1/control/changes': async (request) =>
      store.change(parseChangeRequest(await json(request))),
    'POST /v1/control/processes': async (request) => {
      await evidence.report(parseProcessReport(JSON.stringify(await json(request))))
      return { reported: true }
    },
  }
  const at = await listening((request, response) => {
    if (isCut) return void request.destroy()
    const [where = ''] = (request.url ?? '').split('?')
    const name = `${request.method} ${where}`
    asked.set(name, (asked.get(name) ?? 0) + 1)
    const work = answers[name]
    const isKnown = tokens.has(request.headers.authorization ?? '')
    const answer = !isKnown ? Promise.resolve({ title: 'no' }) : work?.(request)
    void (answer ?? Promise.resolve({ title: 'no' })).then((body) => {
      response.writeHead(!isKnown ? 401 : work === undefined ? 404 : 200)
      response.end(JSON.stringify(body))
    })
  })
  return { at, control, cut: () => (isCut = true), asked, tokens }
}

function opened(control: Control | null): Control {
  if (control === null) throw new Error('no control')
  return control
}

async function relayOf(upstream: string): Promise<string> {
  const relay = openRelay({ from: `http://:secret@${upstream}`, clock: systemClock, now: Date.now })
  relay.server.listen(0, '127.0.0.1')
  await once(relay.server, 'listening')
  cleanUps.push(() => relay.close())
  return addressOf(relay.server)
}

function processUnder(at: string): Control {
  const control = opened(
    openControl({ kind: 'remote', url: `http://:secret@${at}` }, { cwd: '/', now: Date.now }),
  )
  cleanUps.push(() => control.close())
  return control
}

const told = {
  instance: 'i',
  host: 'h',
  pid: 1,
  started_at: new Date().toISOString(),
  seen_at: new Date().toISOString(),
  lease_ms: 2000,
  lease_age_ms: 1,
  corridors: [{ intent: 'a', epoch: 'e', rate: 0, set_by: 'kill', version: 2 }],
  dropped_records: 0,
  dropped_cells: 0,
}

const kill = { intent: 'a', action: { kind: 'kill' }, by: 'ana', reason: 'harm' } as const

describe('a relay behind a relay', () => {
  it('hands on a kill, its confirmation, and the loss of the plane', async () => {
    const { at, control, cut } = await plane()
    const second = await relayOf(await relayOf(at))
    const process = processUnder(second)
    const feed = openControlFeed(process.store, { leaseMs: 2000, clock: backgroundClock })
    cleanUps.push(() => feed.close())
    while (feed.view('a').kind === 'closed') await sleep(10)
    await control.store.change(kill)
    while (feed.view('a').kind !== 'closed') await sleep(5)
    while (feed.state('a').version !== 1) await sleep(5) // by then the trail was seen to tell it
    // Kills and confirmations go through, both relays in between.
    expect(await process.store.change(kill)).toMatchObject({
      kind: 'replaced',
      state: { version: 2 },
    })
    expect((await control.store.read()).corridors.get('a')?.version).toBe(2)
    await process.evidence.report(told)
    expect(await control.evidence.processes()).toMatchObject([told])
    while (feed.view('b').kind === 'closed') await sleep(10)
    cut()
    while (feed.view('b').kind !== 'closed') await sleep(10)
    expect(feed.view('b')).toMatchObject({ reason: 'lease_expired' })
    // On a busy machine the lease may have ended a moment before the cut: the age grows on from there.
    const ageMs = async () => (await process.store.read().catch(() => null))?.ageMs ?? Infinity
    await expect.poll(ageMs).toBeGreaterThan(1000)
  })

  it('asks its plane once after a change, however many processes make sure that the state follows', async () => {
    const { at, control, asked } = await plane()
    await control.store.change(kill)
    const second = await relayOf(await relayOf(at))
    const feeds = Array.from({ length: 12 }, () => {
      const { store } = processUnder(second)
      const feed = openControlFeed(store, { leaseMs: 10_000, clock: backgroundClock })
      cleanUps.push(() => feed.close())
      return feed
    })
    while (feeds.some((feed) => feed.state('a').version !== 1)) await sleep(10)
    await control.store.change({ ...kill, action: { kind: 'resume' }, expectedVersion: 1 })
    while (feeds.some((feed) => feed.state('a').version !== 2)) await sleep(10)
    expect(asked.get('GET /v1/control/audit')).toBe(1)
  })

  it('asks its plane about the latest trial of the kill once for many, and hands out no other than it', async () => {
    const { at, control, asked } = await plane()
    const second = await relayOf(await relayOf(at))
    const processes = Array.from({ length: 12 }, () => processUnder(second))
    const ask = () => Promise.all(processes.map(({ evidence }) => evidence.stopProof()))
    expect(new Set(await ask())).toEqual(new Set([null]))
    const proof = { at: new Date().toISOString(), proved: ['i'], unproved: [], slowest_ms: 1 }
    await control.evidence.report({ ...told, stop_proof: proof })
    const figures = { at: proof.at, unproved: 0 }
    await expect.poll(async () => (await ask())[0]).toEqual(figures)
    expect(await ask()).toEqual(processes.map(() => figures))
    // Once in a second; a busy machine may take some.
    expect(asked.get('GET /v1/control/stop-proof')).toBeLessThan(12)
  })

  it('reads control anew after a change, and for nothing that processes tell of themselves', async () => {
    const { at, asked } = await plane()
    const process = processUnder(await relayOf(at))
    await process.store.read()
    const before = asked.get('GET /v1/control') ?? 0
    const reports = Array.from({ length: 20 }, () => process.evidence.report(told))
    await Promise.all(reports)
    await process.evidence.report(told)
    // Whoever hears of the change by the relay's events may ask once more.
    expect((asked.get('GET /v1/control') ?? 0) - before).toBeLessThanOrEqual(2)
  })

  it('says why its plane cannot be read, and nothing where it can', async () => {
    const { at, tokens } = await plane()
    const relay = openRelay({ from: `http://:secret@${at}`, clock: systemClock, now: Date.now })
    cleanUps.push(() => relay.close())
    expect(await relay.problem()).toBeNull()
    tokens.delete('Bearer secret')
    const problem = await relay.problem()
    expect(problem).toContain('401')
    expect(problem).not.toContain('secret')
  })

  it('lets in whom the plane lets in, and serves nothing else', async () => {
    const { at } = await plane()
    const relay = await relayOf(at)
    const status = async (path: string, token = 'secret') =>
      (await fetch(`http://${relay}${path}`, { headers: { authorization: `Bearer ${token}` } }))
        .status
    expect(await status('/v1/control')).toBe(200)
    expect(await status('/v1/control', 'wrong')).toBe(401)
    expect(await status('/v1/control/processes', 'wrong')).toBe(401)
    expect(await status('/v1/events', 'wrong')).toBe(401)
    expect(await status('/v1/decide')).toBe(404)
    expect(await status('/healthz', 'wrong')).toBe(200)
  })

  it('ends the session of whom the plane takes out, reads and events, through another relay too', async () => {
    const { at, tokens, cut } = await plane()
    const relay = await relayOf(await relayOf(at))
    const ask = (path: string, token: string) =>
      fetch(`http://${relay}${path}`, { headers: { authorization: `Bearer ${token}` } })
    const [gone, kept] = await Promise.all(
      ['gus', 'secret'].map(async (token) => (await ask('/v1/events', token)).body?.getReader()),
    )
    expect((await ask('/v1/control', 'gus')).status).toBe(200)
    tokens.delete('Bearer gus')
    while ((await gone?.read())?.done === false);
    while ((await ask('/v1/control', 'gus')).status !== 401) await sleep(50)
    // Nobody else is put out, nor whom the plane let in before where it does not answer.
    expect((await kept?.read())?.done).toBe(false)
    cut()
    await sleep(1100)
    expect((await ask('/v1/control', 'secret')).status).toBe(200)
    await kept?.cancel()
  })

  it('sends nobody’s token anywhere but to its plane', async () => {
    const { at } = await plane()
    const [host = '', port = ''] = (await relayOf(at)).split(':')
    let reached = 0
    const elsewhere = await listening((_request, response) => {
      reached += 1
      response.end('{}')
    })
    const headers = { authorization: 'Bearer secret' }
    for (const slashes of ['//', '///', '////']) {
      const path = `${slashes}${elsewhere}/v1/control/processes`
      const sent = sendRequest({ host, port, path, headers }).end()
      const [answer] = await once(sent, 'response')
      answer.resume()
    }
    expect(reached).toBe(0)
  })
})
