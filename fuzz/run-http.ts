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

/** Requests between two looks at the audit trail. */
const aBlock = 40

/** Asks a real service so many made-up requests of a seed; stops at the first answer that breaks a rule. */
export async function runHttp(inputs: number, seed: number): Promise<FuzzReport> {
  const service = await openFuzzedService()
  const outcomes = new Map<string, number>()
  let slowestMs = 0
  const ask = async (request: Made): Promise<string | null> => {
    const beganMs = performance.now()
    const { status, problem } = await asked(service, request)
    slowestMs = Math.max(slowestMs, performance.now() - beganMs)
    outcomes.set(String(status), (outcomes.get(String(status)) ?? 0) + 1)
    return problem
  }
  try {
    const operations = await operationsOf(service)
    for (let from = 0; from < inputs; from += aBlock) {
      const requests = Array.from({ length: Math.min(aBlock, inputs - from) }, (_, at) =>
        makeRequest(operations, seededRandom(seed, 'http', from + at)),
      )
      const broken = await blockOf(requests, service, ask)
      if (broken !== null) return { inputs: from + requests.length, outcomes, slowestMs, broken }
    }
    return { inputs, outcomes, slowestMs, broken: null }
  } finally {
    await service.close()
  }
}

/** Nobody's requests first, and a look at the audit trail before and after them. */
async function blockOf(
  requests: readonly Made[],
  { auditEnd }: FuzzedService,
  ask: (request: Made) => Promise<string | null>,
): Promise<FuzzReport['broken']> {
  const strangers = requests.filter(({ holder }) => holder === 'nobody')
  const before = await auditEnd()
  for (const request of strangers) {
    const problem = await ask(request)
    if (problem !== null) return { input: told(request), problem }
  }
  if ((await auditEnd()) !== before) {
    return {
      input: strangers.map(told).join('\n'),
      problem: 'Changed: control by nobody’s request',
    }
  }
  for (const request of requests.filter(({ holder }) => holder !== 'nobody')) {
    const problem = await ask(request)
    if (problem !== null) return { input: told(request), problem }
  }
  return null
}

function told(request: Made): string {
  const payload = request.payload?.toString('latin1')
  return JSON.stringify({ ...request, payload }).slice(0, 2000)
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
  const { server, tokens } = service
  const { method, url, holder, payload } = made
  const authorization = holder === 'nobody' ? {} : { authorization: `Bearer ${tokens[holder]}` }
  const headers = { ...made.headers, ...authorization }
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
  return { status: answer.status, problem: brokenRule(made, answer, tokens) }
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
