/** An LLM policy in which each task asks an endpoint of its own; JSON, which is YAML too. */
export function demoPolicy(
  tasks: readonly { readonly taskId: string; readonly url: string }[],
): string {
  return JSON.stringify({
    schema_version: 1,
    profiles: { partial_trust: { description: 'quick' }, careful: { description: 'asked next' } },
    tasks: Object.fromEntries(tasks.map(({ taskId }) => [taskId, { description: taskId }])),
    routing: Object.fromEntries(
      tasks.map(({ taskId, url }) => [
        taskId,
        { partial_trust: route(url, 'demo-small'), careful: route(url, 'demo-large') },
      ]),
    ),
    fallback_chain: [
      ...['invalid_json', 'schema_validation_failed'].flatMap((event) => [
        { event, action: 'repair_retry', max_retries: 1 },
        { event, action: 'escalate_to', profile: 'careful' },
      ]),
      ...['timeout', 'llm_unavailable', 'llm_error'].map((event) => ({
        event,
        action: 'return_error',
      })),
    ],
  })
}

function route(url: string, model: string): object {
  return {
    provider: 'openai-compatible',
    model,
    temperature: 0,
    max_tokens: 400,
    base_url: url,
  }
}
