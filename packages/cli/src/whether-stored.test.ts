import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import { untouched } from '@partial-trust/control'
import { runCommand } from './run-command.contract.js'

type Answering = (response: ServerResponse, intent: string) => void

const head = { seq: 3, hash: 'a'.repeat(64) }
const states = ['settle_claim', 'triage_claim'].map((intent) => ({
  ...untouched(intent),
  version: 3,
  killed: true,
  changed_by: 'ana',
  changed_at: '2026-01-01T00:00:00.000Z',
  why: 'harm',
  audit: head,
}))

/** A control plane that reads well and answers changes as it is told; `null`: nobody is there. */
async function plane(change: Answering): Promise<{ env: Record<string, string> }> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method !== 'GET') return change(response, JSON.parse(body)['intent'])
      return json(response, 200, { store_id: 'plane', head, corridors: states })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => server.close().closeAllConnections()
  const bound = server.address()
  const port = typeof bound === 'object' ? bound?.port : bound
  return { env: { PARTIAL_TRUST_STATE: `http://:token@127.0.0.1:${port}` } }
}

let close = (): void => {}
afterEach(() => close())

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const page = (status: number) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Gateway Time-out</h1>')

const cutOff: readonly (readonly [string, Answering])[] = [
  ['breaks off', (response) => void response.destroy()],
  ['gave up waiting, as a proxy says it', page(504)],
  ['lost its service, as a proxy says it', page(502)],
  ['cannot tell itself', (response) => json(response, 503, { title: 'No answer' })],
  ['answers in words that nobody can read', page(200)],
]

describe('a change over a plane that', () => {
  it.each(cutOff)('%s is not known to have been made, and how to find out', async (_, answer) => {
    const { env } = await plane(answer)
    const result = await runCommand(['resume', 'triage_claim', '--reason', 'mended'], { env })
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toContain('It is not known whether the change took place')
    expect(result.stderr).toContain('`partial-trust audit triage_claim`')
  })

  it.each(cutOff)('%s is NOT KILLED as far as anyone knows', async (_, answer) => {
    const { env } = await plane(answer)
    const result = await runCommand(['kill', 'triage_claim', '--reason', 'harm'], { env })
    expect(result).toMatchObject({ exitCode: 1, stdout: '' })
    expect(result.stderr).toMatch(/NOT KILLED: .*It is not known whether the change took place/u)
  })

  it('refuses it is known not to have been made', async () => {
    const { env } = await plane((response) => json(response, 401, { title: 'A token is needed' }))
    for (const command of ['resume', 'kill']) {
      const result = await runCommand([command, 'triage_claim', '--reason', 'why'], { env })
      expect(result.exitCode).toBe(1)
      expect(result.stderr).toContain('401 A token is needed')
      expect(result.stderr).not.toContain('not known')
    }
  })

  it('is cut off after the first of several says what became of that one', async () => {
    const { env } = await plane((response, intent) => {
      if (intent === 'triage_claim') response.destroy()
      else json(response, 200, { kind: 'replaced', state: { ...states[0], intent, killed: false } })
    })
    const result = await runCommand(['resume', '--all', '--reason', 'mended'], { env })
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toMatch(/^settle_claim: no rollout/mu)
    expect(result.stderr).toContain('`partial-trust audit triage_claim`')
  })
})
