import { outcomeKinds } from '@partial-trust/control'

const reason = {
  type: 'object',
  required: ['reason'],
  additionalProperties: false,
  properties: {
    reason: { type: 'string', minLength: 1, maxLength: 2000 },
    version: {
      type: 'integer',
      description: 'The version the decision was made on: 409 where it is another by now',
    },
    without_go: { type: 'boolean', description: 'Promote without GO; recorded' },
    restart: { type: 'boolean', description: 'Start over a rollout there is; recorded' },
    despite_lint: {
      type: 'boolean',
      description: 'Start although plan lint finds errors; recorded',
    },
  },
} as const

const outcome = {
  type: 'object',
  required: ['command_id', 'outcome'],
  additionalProperties: false,
  properties: {
    command_id: { type: 'string', minLength: 1, maxLength: 1000 },
    outcome: { enum: outcomeKinds },
    intent: { type: 'string' },
    decided_at: { type: 'string', format: 'date-time' },
  },
} as const

/** What each change of a corridor does. */
const changes = {
  kill: 'Close the corridor at once, everywhere',
  resume: 'Reopen it at the first stage',
  promote: 'Move it to the next stage of its plan',
  demote: 'Move it one stage back; at the first stage it closes',
  incident: 'Report harm: closes the stage at once',
  rollout: 'Begin to roll it out',
} as const

/** Live control, outcomes, events and the console's session as OpenAPI paths. */
export function controlPaths(intents: readonly string[]): Record<string, unknown> {
  const intent = { name: 'intent', in: 'path', required: true, schema: { enum: intents } }
  const change = (summary: string) => ({
    post: {
      summary,
      security: [{ operator: [] }],
      parameters: [intent],
      requestBody: body(reason),
      responses: {
        200: { description: 'Changed; the state it has now', content: { 'application/json': {} } },
        400: problem('The body is not right; see errors'),
        401: problem('An operator token is needed'),
        403: problem('The token’s role is not enough'),
        404: problem('No such corridor'),
        409: problem('That leads nowhere from here, or someone else was faster'),
        503: problem('The control store does not answer'),
      },
    },
  })
  return {
    '/v1/kill': {
      post: {
        summary: 'Close every corridor at once, everywhere: one request for all',
        security: [{ operator: [] }],
        requestBody: body(reason),
        responses: {
          200: { description: 'Killed; their states now', content: { 'application/json': {} } },
          400: problem('The body is not right; see errors'),
          401: problem('An operator token is needed'),
          403: problem('The token’s role is not enough'),
          409: problem('There is no live control'),
          503: problem('The control store does not answer'),
        },
      },
    },
    ...Object.fromEntries(
      Object.entries(changes).map(([name, summary]) => [
        `/v1/corridors/{intent}/${name}`,
        change(summary),
      ]),
    ),
    '/v1/outcomes': {
      post: {
        summary: 'Report what became of a decision, whoever made it',
        security: [{}, { viewer: [] }, { operator: [] }],
        requestBody: body(outcome),
        responses: {
          202: { description: 'Taken', content: { 'application/json': {} } },
          400: problem('The body is not right; see errors'),
          401: problem('A token is needed: away from loopback, and for an incident'),
          403: problem('An incident needs the operator token'),
          404: problem('No such corridor'),
          409: problem('There is no live control'),
          503: problem('The control store does not answer: report again, it counts once'),
        },
      },
    },
    '/v1/alerts': {
      post: {
        summary: 'Close what alerts name; takes Alertmanager’s webhook payload, version 4',
        security: [{ operator: [] }, {}],
        requestBody: body({ type: 'object' }),
        responses: {
          200: { description: 'Taken', content: { 'application/json': {} } },
          400: problem('The body is not right; see errors'),
          401: problem('An operator token or a good signature (Standard Webhooks) is needed'),
          403: problem('The token’s role is not enough'),
          409: problem('The message was taken before, or there is no live control'),
          503: problem('The control store does not answer: send again, each alert closes once'),
        },
      },
    },
    '/v1/events': {
      get: {
        summary: 'Server-sent events: control, verdict, heartbeat',
        security: [{ viewer: [] }, { operator: [] }],
        responses: {
          200: { description: 'The stream', content: { 'text/event-stream': {} } },
          401: problem('A viewer or operator token is needed'),
        },
      },
    },
  }
}

function body(schema: unknown): unknown {
  return { required: true, content: { 'application/json': { schema } } }
}

function problem(description: string): unknown {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}
