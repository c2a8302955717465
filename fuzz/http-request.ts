import type { Random } from '@partial-trust/testing'
import { mutateBytes, mutateJson, mutateText, pick } from './mutate.ts'

type Json = Readonly<Record<string, unknown>>

/** An operation of `/openapi.json`. */
export type Operation = {
  readonly method: string
  readonly path: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly schema: Json
  }[]
  /** Of the body; null where there is none. */
  readonly schema: Json | null
  /** Bodies that it takes. */
  readonly samples: readonly unknown[]
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

export type Made = {
  readonly method: (typeof methods)[number]
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
  readonly holder: 'nobody' | 'viewer' | 'operator'
  /** Text of the request that no answer may hold. */
  readonly canary: string
}

const hugeNumber = '9'.repeat(400)
const media = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json;',
  ';;;',
  '',
]

/** A request that one of the operations may nearly take. */
export function makeRequest(operations: readonly Operation[], random: Random): Made {
  const operation = pick(operations, random)
  const canary = `canary${Math.floor(random() * 2 ** 48).toString(36)}`
  const words = [
    '__proto__',
    'constructor',
    hugeNumber,
    '-1',
    '1e999',
    '',
    '%ff',
    '%',
    '%00',
    '..',
    canary,
  ]
  const word = (): string => pick(words, random)
  const path = operation.path.replaceAll(/\{(\w+)\}/gu, (_all, name) =>
    random() < 0.7 ? (name === 'digest' ? 'a'.repeat(64) : 'decide_refund') : word(),
  )
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && random() < 0.6)
    .map(({ name, schema }) => {
      const sound = sample(schema, random, canary)
      return `${name}=${random() < 0.6 ? encodeURIComponent(String(sound)) : word()}`
    })
  if (random() < 0.1) query.push(`${word()}=${word()}`)
  const tail = random() < 0.1 ? pick(['/', '//', `/${word()}`, `?${word()}`, '%2f'], random) : ''
  const whole = path + tail + (query.length === 0 ? '' : `?${query.join('&')}`)
  const mutated = `/${mutateText(whole.slice(1), random)}`
  const url = random() < 0.1 && URL.canParse(mutated, 'http://localhost') ? mutated : whole
  const method =
    random() < 0.85
      ? (methods.find((one) => one === operation.method) ?? 'GET')
      : pick(methods, random)
  // A stream of events has no end, so whoever would be let in does not ask for it.
  const isStream = url.includes('event')
  const holder = isStream
    ? 'nobody'
    : pick(['nobody', 'nobody', 'viewer', 'operator'] as const, random)
  const payload =
    method === 'GET' || method === 'HEAD' ? undefined : body(operation, random, canary)
  return {
    method,
    url,
    headers: headers(random, canary),
    ...(payload === undefined ? {} : { payload }),
    holder,
    canary,
  }
}

function headers(random: Random, canary: string): Record<string, string> {
  const chance = (share: number): boolean => random() < share
  return {
    'content-type': chance(0.9) ? 'application/json' : pick([...media, canary], random),
    ...(chance(0.1)
      ? { host: pick(['evil.example', canary, '[::1', 'localhost:x', ''], random) }
      : {}),
    ...(chance(0.1) ? { origin: pick(['null', `http://${canary}`, '::', ''], random) } : {}),
    ...(chance(0.1)
      ? { cookie: `partial_trust_session=${canary}; __proto__=${canary}; =;%ff` }
      : {}),
    ...(chance(0.1)
      ? { authorization: pick([`Bearer ${canary}`, `Basic ${canary}`, 'Bearer', canary], random) }
      : {}),
    ...(chance(0.1)
      ? {
          'webhook-id': canary,
          'webhook-timestamp': pick([hugeNumber, canary, '-1'], random),
          'webhook-signature': pick([`v1,${canary}`, canary, ''], random),
        }
      : {}),
    ...(chance(0.1)
      ? {
          accept: pick(
            [`application/${canary}`, '*/*;q=9', ',,', 'application/openmetrics-text'],
            random,
          ),
        }
      : {}),
    ...(chance(0.05)
      ? { 'accept-encoding': pick([canary, 'br;q=x', 'gzip, br', '*'], random) }
      : {}),
    ...(chance(0.05)
      ? { [pick(['x-forwarded-for', 'expect', 'range', canary], random)]: canary }
      : {}),
  }
}

function body(
  { schema, samples }: Operation,
  random: Random,
  canary: string,
): string | Buffer | undefined {
  if (schema === null && random() < 0.7) return undefined
  const isKnown = samples.length > 0 && random() < 0.5
  const sound = isKnown ? pick(samples, random) : sample(schema ?? {}, random, canary)
  const value = random() < 0.4 ? sound : mutateJson(sound, random)
  const drawn = random()
  const text = JSON.stringify(drawn < 0.1 ? { [canary]: value } : value) ?? ''
  if (drawn > 0.9) return mutateText(text, random)
  if (drawn > 0.8) return Buffer.from(mutateBytes(Buffer.from(text), random))
  if (drawn > 0.795) return text + ' '.repeat(300_000)
  if (drawn > 0.79) return '['.repeat(50_000)
  return text
}

/** A value that a JSON schema nearly takes. */
function sample(schema: Json, random: Random, canary: string): unknown {
  const { type, properties, required, items, anyOf, oneOf, default: usual } = schema
  const options = [schema['enum'], anyOf, oneOf].find((list) => Array.isArray(list))
  if (options !== undefined) {
    const option: unknown = pick(options, random)
    return isJson(option) ? sample(option, random, canary) : option
  }
  if ('const' in schema) return schema['const']
  if (usual !== undefined && random() < 0.3) return usual
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isJson(properties) ? properties : {})
          .filter(
            ([name]) => (Array.isArray(required) && required.includes(name)) || random() < 0.4,
          )
          .map(([name, of]) => [
            name,
            name === 'intent' ? 'decide_refund' : sample(isJson(of) ? of : {}, random, canary),
          ]),
      )
    case 'array':
      return isJson(items) ? [sample(items, random, canary)] : [canary]
    case 'integer':
      return pick([0, 1, 7, 2 ** 53 - 1], random)
    case 'number':
      return pick([0, 0.02, 0.5, 1, 1e308], random)
    case 'boolean':
      return random() < 0.5
    default:
      return schema['format'] === 'date-time' ? '2026-01-01T00:00:00Z' : canary
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
