import { version } from '@partial-trust/settings'
import type { App } from 'partial-trust'
import { controlPaths } from './control-paths.js'
import { servicePaths } from './service-paths.js'
import { viewPaths } from './views/index.js'

/** The service's OpenAPI 3.1 document, whose schemas are the corridors' own contracts. */
export function openapi(app: App): Record<string, unknown> {
  const intents = app.corridors.map(({ intent }) => intent)
  const schemas: Record<string, unknown> = { Problem: problemSchema }
  for (const { intent, contracts } of app.corridors) {
    schemas[`${intent}.command`] = contracts.command
    schemas[`${intent}.decision`] = contracts.decision
  }
  const ref = (kind: 'command' | 'decision'): unknown => {
    const refs = app.corridors.map(({ intent }) => ({
      $ref: `#/components/schemas/${intent}.${kind}`,
    }))
    return refs.length === 1 ? refs[0] : { oneOf: refs }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Partial Trust', version, license: { name: 'Apache-2.0' } },
    paths: {
      '/v1/decide': {
        post: {
          summary: 'Decide one command',
          parameters: [
            {
              name: 'intent',
              in: 'query',
              required: false,
              schema: { enum: intents },
            },
          ],
          requestBody: { required: true, content: json(ref('command')) },
          responses: {
            200: { description: 'The decision', content: json(ref('decision')) },
            400: problem('The command does not match its contract; see errors'),
            401: problem('A token is needed: the service does not listen on loopback'),
            404: problem('No such corridor'),
            413: problem('The body is over 256 KiB'),
            415: problem('The body is not application/json'),
            503: problem('The service is overloaded; see Retry-After'),
          },
        },
      },
      ...controlPaths(intents),
      ...viewPaths(intents),
      ...servicePaths(),
      '/healthz': {
        get: { summary: 'The process lives', responses: { 200: { description: 'It does' } } },
      },
      '/readyz': {
        get: {
          summary: 'Decisions are answered',
          responses: { 200: { description: 'They are' }, 503: { description: 'It is stopping' } },
        },
      },
      '/metrics': {
        get: { summary: 'Prometheus metrics', responses: { 200: { description: 'Text format' } } },
      },
    },
    components: { schemas, securitySchemes: { viewer: token, operator: token } },
  }
}

const token = { type: 'http', scheme: 'bearer' } as const

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

function json(schema: unknown): unknown {
  return { 'application/json': { schema } }
}

function problem(description: string): unknown {
  return {
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}
