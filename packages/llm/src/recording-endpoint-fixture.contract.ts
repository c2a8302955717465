import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import type { CandidateAnswer, CandidateSource } from '@partial-trust/core'
import { onTestFinished } from 'vitest'
import { systemClock } from '@partial-trust/engine'
import { openLlm } from './open-llm.js'
import type { Llm } from './open-llm.js'
import { parsePolicy } from './policy/load-policy.js'

type Call = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readonly<Record<string, unknown>>
}
export type Endpoint = { readonly origin: string; readonly calls: Call[] }

export const completion = JSON.stringify({
  choices: [{ message: { role: 'assistant', content: '{"ok":true}' }, finish_reason: 'stop' }],
})

/** A real endpoint that keeps what it was sent. */
export async function recordingEndpoint(
  answer: (response: ServerResponse) => void = (response) => sendJson(response, completion),
): Promise<Endpoint> {
  const calls: Call[] = []
  const server = createServer((incoming, response) => {
    void textOf(incoming).then((text) => {
      const { method = '', url = '', headers } = incoming
      calls.push({ method, url, headers, body: text === '' ? {} : JSON.parse(text) })
      answer(response)
    })
  })
  return { origin: await listening(server), calls }
}

/** Listens on a port of its own until the test is over. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${portOf(server)}`
}

export function portOf(server: { address(): ReturnType<Server['address']> }): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: string[] = []
  incoming.setEncoding('utf8')
  for await (const chunk of incoming) chunks.push(String(chunk))
  return chunks.join('')
}

export function sendJson(response: ServerResponse, body: string | Buffer, encoding?: string): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  })
  response.end(body)
}

type Setup = {
  readonly route: string
  readonly strong?: string
  readonly chain?: string
  readonly env?: Readonly<Record<string, string>>
}

/** An LLM side with two routes for the task `refunds`, from the text of a policy. */
export function openRoutes({ route, strong = route, chain = '', env = {} }: Setup): Llm {
  const text = `schema_version: 1
profiles: [quick, strong]
tasks: [refunds]
routing:
  refunds:
    quick: { provider: local, model: small, ${route} }
    strong: { provider: local, model: big, ${strong} }
fallback_chain: [${chain}]
`
  const loaded = parsePolicy(text, 'p.yaml', { env })
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems))
  const llm = openLlm({
    policy: loaded.policy,
    baseUrl: env['LLM_BASE_URL'] ?? null,
    apiKey: env['LLM_API_KEY'] ?? null,
    env,
    clock: systemClock,
  })
  onTestFinished(() => llm.close())
  return llm
}

/** Asks for one candidate, of whatever shape. */
export function askOnce(source: CandidateSource): Promise<CandidateAnswer> {
  const request = { system: 's', prompt: 'p', schema: { type: 'object' } }
  return source.ask(request, {
    signal: AbortSignal.timeout(5_000),
    deadlineMs: 5_000,
    validate: (value) => ({ kind: 'parsed', candidate: value }),
  })
}

export const answered = { kind: 'answered', value: { ok: true } } as const
