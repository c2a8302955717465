import { readFileSync } from 'node:fs'
import { seededRandom } from '@partial-trust/testing'
import { makeRequest } from './http-request.ts'
import type { Made, Operation } from './http-request.ts'
import { openFuzzedService } from './http-service.ts'
import type { FuzzedService } from './http-service.ts'
import type { FuzzReport } from './run-target.ts'

const { wire }: { readonly wire: Readonly<Record<string, readonly unknown[]>> } = JSON.parse(
  readFileSync(new URL('corpus.json', import.meta.url), 'utf8').replaceAll(
    'pay_back',
    'decide_refund',
  ),
)

const alerts = {
  version: '4',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'Wrong', intent: 'decide_refund' },
      startsAt: '2026-01-01T00:00:00Z',
    },
  ],
}

/** Bodies that say more than their schemas do, by the name of the operation. */
const samples: Readonly<Record<string, readonly unknown[]>> = {
  decide: [{ id: 'o-1', reason: 'broken' }],
  alerts: [alerts],
  change: wire['request'] ?? [],
  killEvery: wire['kill'] ?? [],
  saveCells: wire['cells'] ?? [],
  countOutcome: wire['outcome'] ?? [],
  reportProcess: wire['report'] ?? [],
}

/** Asks a real service so many made-up requests of a seed; stops at the first answer that breaks a rule. */
export async function runHttp(inputs: number, seed: number): Promise<FuzzReport> {
  const service = await openFuzzedService()
  try {
    const operations = await operationsOf(service)
    const outcomes = new Map<string, number>()
    let slowestMs = 0
    for (let made = 0; made < inputs; made += 1) {
      const request = makeRequest(operations, seededRandom(seed, 'http', made))
      const beganMs = performance.now()
      const { status, problem } = await asked(service, request)
      slowestMs = Math.max(slowestMs, performance.now() - beganMs)
      outcomes.set(String(status), (outcomes.get(String(status)) ?? 0) + 1)
      if (problem === null) continue
      const payload = request.payload?.toString('latin1')
      const input = JSON.stringify({ ...request, payload }).slice(0, 2000)
      return { inputs: made + 1, outcomes, slowestMs, broken: { input, problem } }
    }
    return { inputs, outcomes, slowestMs, broken: null }
  } finally {
    await service.close()
  }
}

type Described = {
  readonly operationId: string
  readonly parameters: Operation['parameters']
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': { readonly schema: NonNullable<Operation['schema']> }
    }
  }
}

/** Every operation that the service says it serves. */
async function operationsOf({ server }: FuzzedService): Promise<readonly Operation[]> {
  const { paths } = (await server.inject('/openapi.json')).json<{
    paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
  }>()
  return Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, { operationId, parameters, requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      schema: requestBody?.content['application/json'].schema ?? null,
      samples: samples[operationId] ?? [],
    })),
  )
}

type Answer = {
  readonly status: number
  readonly media: string
  readonly body: string
  /** Head and body. */
  readonly whole: string
}

async function asked(service: FuzzedService, made: Made) {
  const { server, tokens, auditEnd } = service
  const { method, url, holder, payload } = made
  const authorization = holder === 'nobody' ? {} : { authorization: `Bearer ${tokens[holder]}` }
  const headers = { ...made.headers, ...authorization }
  const before = holder === 'nobody' ? await auditEnd() : ''
  const got = await server.inject({
    method,
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  const answer = {
    status: got.statusCode,
    media: got.headers['content-type'] ?? '',
    body: got.body,
    whole: JSON.stringify(got.headers) + got.body,
  }
  const changed = holder === 'nobody' && (await auditEnd()) !== before
  const problem = changed
    ? 'Changed: control by nobody’s request'
    : brokenRule(made, answer, tokens)
  return { status: answer.status, problem }
}

/** Which rule an answer breaks; null where it breaks none. */
function brokenRule(
  { method, url, holder, canary }: Made,
  { status, media, body, whole }: Answer,
  tokens: FuzzedService['tokens'],
): string | null {
  const isFlag = url.startsWith('/ofrep/')
  const providerAway = status === 503 && (method === 'HEAD' || body.includes('identity provider'))
  if (status >= 500 && !providerAway) return `Failed: ${status} ${body}`
  if (Object.values(tokens).some((token) => whole.includes(token)))
    return `Token: ${status} ${whole}`
  // A decision is made of its command, an operator's change says its reason, a flag has its own name.
  const mayRepeat = status < 300 && (holder === 'operator' || url.startsWith('/v1/decide'))
  if (!mayRepeat && !isFlag && whole.includes(canary)) return `Repeated: ${status} ${whole}`
  if (status < 400 || method === 'HEAD') return null
  if (isFlag && media.startsWith('application/json') && body.includes('"errorCode"')) return null
  if (!media.startsWith('application/problem+json')) return `Form: ${status} ${media} ${body}`
  return Object(JSON.parse(body)).status === status ? null : `Status: ${status} ${body}`
}
