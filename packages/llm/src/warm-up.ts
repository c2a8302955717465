import { openAiCompatibleModel } from './chat-model.js'
import { exchange } from './exchange.js'
import { questionOf } from './question.js'

const canned = JSON.stringify({
  choices: [{ message: { role: 'assistant', content: '{}' }, finish_reason: 'stop' }],
})

/** Enough that what is left to compile no longer shows beside a deadline. */
const rounds = 8

/**
 * Runs the provider library on a canned answer, without a socket: its first call costs some 20 ms,
 * which would otherwise be taken from the first decision's deadline.
 */
export async function warmUp(): Promise<void> {
  const model = openAiCompatibleModel({
    route: { model: 'none', base_url: 'http://localhost' },
    apiKey: null,
    fetch: () =>
      Promise.resolve(new Response(canned, { headers: { 'content-type': 'application/json' } })),
  })
  const request = { system: '', prompt: '', schema: { type: 'object' } }
  const question = questionOf(request, null)
  const { signal } = new AbortController()
  for (let round = 0; round < rounds; round++) await exchange(model, question, signal)
}
