import { version } from '@partial-trust/settings'
import type { App } from 'partial-trust'
import { z } from 'zod'
import { problemsOf } from './routes/problems-of.js'
import { parametersOf } from './routes/route.js'
import type { Answer, Caller, Route } from './routes/route.js'

type Json = Readonly<Record<string, unknown>>

/** The service's OpenAPI 3.1 document: the routes it serves, with the corridors' own contracts. */
export function openapi(app: App, served: ReadonlyMap<string, Route>): Json {
  const schemas: Record<string, unknown> = { Problem: problemSchema }
  for (const { intent, contracts } of app.corridors) {
    schemas[`${intent}.command`] = contracts.command
    schemas[`${intent}.decision`] = contracts.decision
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [name, route] of served) {
    const methods = (paths[route.path] ??= {})
    methods[route.method.toLowerCase()] = operation(name, route, app)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Partial Trust',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas, securitySchemes: { viewer: token, operator: token } },
  }
}

function operation(name: string, route: Route, { corridors, defaultIntent }: App): Json {
  const intents = corridors.map(({ intent }) => intent)
  const { summary, caller, body } = route
  const schema = body === undefined ? undefined : bodyOf(body, intents)
  return {
    operationId: name,
    summary,
    ...(caller === 'everyone' ? {} : { security: security[caller] }),
    parameters: [...pathParameters(route), ...queryParameters(route)].map((parameter) =>
      parameter.name === 'intent'
        ? {
            ...parameter,
            // A command says by itself whose it is only where nobody else's can come.
            ...(body === 'command' ? { required: defaultIntent === null } : {}),
            schema: { enum: intents },
          }
        : parameter,
    ),
    ...(schema === undefined ? {} : { requestBody: { required: true, content: json(schema) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [status, given(answer, intents)]),
      ),
      ...Object.fromEntries(
        [...problemsOf(route)].map(([status, texts]) => [
          status,
          {
            description: texts.map(({ title }) => title).join('; '),
            content: { 'application/problem+json': { schema: problemRef } },
          },
        ]),
      ),
    },
  }
}

function bodyOf(body: NonNullable<Route['body']>, intents: readonly string[]): Json {
  if (body === 'command') return contract('command', intents)
  return body === 'bytes' ? { type: 'object' } : schemaOf(body)
}

type Parameter = { readonly name: string } & Json

function pathParameters({ path }: Route): readonly Parameter[] {
  return parametersOf(path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: Route): readonly Parameter[] {
  const asked = query === undefined || query === 'none' ? {} : query.shape
  return Object.entries(asked).map(([name, shape]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(shape),
  }))
}

function given(
  { description, media, contract: kind }: Answer<unknown>,
  intents: readonly string[],
): Json {
  if (media === undefined) return { description }
  return {
    description,
    content: { [media]: kind === undefined ? {} : { schema: contract(kind, intents) } },
  }
}

function contract(kind: 'command' | 'decision', intents: readonly string[]): Json {
  const refs = intents.map((intent) => ({ $ref: `#/components/schemas/${intent}.${kind}` }))
  const [only] = refs
  return refs.length === 1 && only !== undefined ? only : { anyOf: refs }
}

function schemaOf(shape: z.core.$ZodType): Json {
  const { $schema: _said, ...schema } = z.toJSONSchema(shape, { io: 'input' })
  return schema
}

function json(schema: Json): Json {
  return { 'application/json': { schema } }
}

const token = { type: 'http', scheme: 'bearer' } as const

const security: Readonly<Record<Exclude<Caller, 'everyone'>, readonly Json[]>> = {
  neighbour: [{}, { viewer: [] }, { operator: [] }],
  viewer: [{ viewer: [] }, { operator: [] }],
  operator: [{ operator: [] }],
  signer: [{}, { operator: [] }],
}

const problemRef = { $ref: '#/components/schemas/Problem' } as const

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'message'],
        properties: { pointer: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
} as const
