/** The views as OpenAPI paths; the shapes are in view-types.ts. */
export function viewPaths(intents: readonly string[]): Record<string, unknown> {
  const intent = { name: 'intent', in: 'path', required: true, schema: { enum: intents } }
  const limit = {
    name: 'limit',
    in: 'query',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
  }
  const window = {
    name: 'window',
    in: 'query',
    required: false,
    schema: { enum: ['stage', '1h', '6h', '24h', '7d'], default: 'stage' },
  }
  return {
    '/v1/corridors': view('Where every corridor, process and lease stands'),
    '/v1/corridors/{intent}': view('One corridor in depth', [intent]),
    '/v1/corridors/{intent}/metrics': view('Its metrics over time', [intent, window]),
    '/v1/corridors/{intent}/gate': view('What its gates say and what is missing', [intent]),
    '/v1/corridors/{intent}/audit': view('Its changes, newest first', [intent, limit]),
    '/v1/audit': view('Every change, and whether the chain holds', [limit]),
    '/v1/records': view(
      'Decisions in the risk log, newest first, by id, status, reason, stage, epoch or time',
      [
        ...['intent', 'id', 'status', 'reason', 'epoch', 'stage', 'since', 'until'].map((name) => ({
          name,
          in: 'query',
          required: false,
          schema: {
            type: 'string',
            ...(name === 'since' || name === 'until' ? { format: 'date-time' } : {}),
          },
        })),
        limit,
      ],
    ),
    '/v1/plan': view('The plans in force, with what lint finds'),
    '/v1/readiness': view('What `partial-trust preflight` finds'),
    '/v1/runbook': view('The rollout runbook, as Markdown'),
    '/v1/reason-codes': view('Every reason code, its meaning and what to do'),
  }
}

function view(summary: string, parameters: readonly unknown[] = []): unknown {
  return {
    get: {
      summary,
      security: [{ viewer: [] }, { operator: [] }],
      parameters,
      responses: {
        200: { description: 'The view', content: { 'application/json': {} } },
        401: problem('A viewer or operator token is needed'),
        ...(parameters.length === 0 ? {} : { 404: problem('No such corridor') }),
        503: problem('The control store does not answer'),
      },
    },
  }
}

function problem(description: string): unknown {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}
