/** What the console's session, other processes and machines ask of the service, as OpenAPI paths. */
export function servicePaths(): Record<string, unknown> {
  return {
    '/v1/session': {
      post: answers("Trade a token for the console's session, a cookie", 'viewer'),
      get: answers('Whose session it is', 'viewer'),
      delete: answers('End the session everywhere', 'viewer'),
    },
    '/v1/control': {
      get: answers('The whole of live control, for a process under this one', 'viewer'),
    },
    '/v1/control/plans/{digest}': {
      get: {
        ...answers('A plan that a rollout follows', 'viewer'),
        parameters: [{ name: 'digest', in: 'path', required: true, schema: { type: 'string' } }],
      },
    },
    '/v1/control/audit': { get: answers('The audit trail, page by page', 'viewer') },
    '/v1/control/changes': { post: answers('Change one corridor', 'operator') },
    '/v1/control/kill': { post: answers('Close every corridor', 'operator') },
    '/v1/control/cells': { post: answers('Save counts', 'operator') },
    '/v1/control/evidence': { get: answers('What was counted', 'viewer') },
    '/v1/control/outcomes': { post: answers('Count an outcome', 'operator') },
    '/v1/control/leader': { get: answers('Who leads the rollout controllers', 'viewer') },
    '/v1/control/processes': {
      get: answers('The last report of every process', 'viewer'),
      post: answers('Report a process', 'operator'),
    },
    '/openapi.json': {
      get: { summary: 'This document', responses: { 200: { description: 'OpenAPI 3.1' } } },
    },
  }
}

function answers(summary: string, role: 'viewer' | 'operator'): Record<string, unknown> {
  return {
    summary,
    security: role === 'viewer' ? [{ viewer: [] }, { operator: [] }] : [{ operator: [] }],
    responses: {
      200: { description: 'Done', content: { 'application/json': {} } },
      401: problem('A token is needed'),
      ...(role === 'operator' ? { 403: problem('The token’s role is not enough') } : {}),
    },
  }
}

function problem(description: string): unknown {
  const schema = { $ref: '#/components/schemas/Problem' }
  return { description, content: { 'application/problem+json': { schema } } }
}
