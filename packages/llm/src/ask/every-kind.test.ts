import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { systemClock } from '@partial-trust/engine'
import { candidateSourceContract } from '../candidate-source.contract.js'
import type { OpenedSource } from '../candidate-source.contract.js'
import { openLlm } from '../open-llm.js'
import type { Llm } from '../open-llm.js'
import { AskFailure } from './ask-failure.js'
import { askerOf } from './ask-function.js'
import type { AskFunction, Asker } from './asker.js'
import { decisionModel } from './decision-model.js'
import type { AskableDecisionModel } from './decision-model.js'
import { languageModel } from './language-model.js'
import { policy } from './policy.js'

const candidate = { choice: 'approve', items: [], confidence: 0.9 }
const schema = { type: 'object', properties: { choice: { type: 'string' } } }

function opened(asker: Asker<string>, llm: Llm | null = null): OpenedSource {
  const { source, request } = asker.open({
    intent: 'decide_refund',
    schema,
    clock: systemClock,
    llm,
    profile: 'quick',
  })
  if (source === null) throw new Error('there is nobody to ask')
  return {
    source,
    request(text) {
      const asked = request(text)
      if (asked === null) throw new Error('there is nothing to ask')
      return asked
    },
    close: () => llm?.close() ?? Promise.resolve(),
  }
}

const told = { system: 'Answer with JSON.', prompt: (text: string) => text }

candidateSourceContract({
  name: 'a policy',
  says: candidate,
  candidate,
  open: (base_url) =>
    opened(
      policy('refunds', told),
      openLlm({
        policy: {
          schema_version: 1,
          profiles: ['quick'],
          tasks: ['refunds'],
          routing: { refunds: { quick: { provider: 'local', model: 'small', base_url } } },
          fallback_chain: [],
        },
        baseUrl: null,
        apiKey: null,
        env: {},
        clock: systemClock,
      }),
    ),
})

/** What a model's own client does with an answer's bytes is its own matter: these it reads. */
const readByPlainFetch = {
  huge_answer: 'answered',
  gzip_bomb: 'answered',
  unknown_encoding: 'answered',
  invalid_utf8: 'schema_validation_failed',
} as const

candidateSourceContract({
  name: 'an AI SDK language model, over its own client',
  says: candidate,
  candidate,
  open: (baseURL) =>
    opened(
      languageModel(
        createOpenAICompatible({ name: 'somebody', baseURL, supportsStructuredOutputs: true })(
          'small',
        ),
        told,
      ),
    ),
  exceptions: readByPlainFetch,
})

/** Written as one would write it without us: only the finish reason needs a word of ours. */
function handMade(baseUrl: string): AskFunction<string> {
  return async function askSmall(text, { signal }) {
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content: text }] }),
      signal,
    })
    if (!answer.ok) {
      const responseBody = await answer.text()
      throw Object.assign(new Error('refused'), { status: answer.status, responseBody })
    }
    const { choices } = JSON.parse(await answer.text())
    const [{ finish_reason: finish, message }] = choices
    if (message.refusal !== undefined || finish === 'content_filter') {
      throw new AskFailure('model_refused')
    }
    if (finish !== 'stop') throw new AskFailure('incomplete')
    return message.content
  }
}

candidateSourceContract({
  name: 'a function',
  says: candidate,
  candidate,
  open: (baseUrl) => opened(askerOf(handMade(baseUrl))),
  exceptions: {
    ...readByPlainFetch,
    // A body that is not JSON reads the same as a text that is not, and is told no otherwise.
    garbage_body: 'invalid_json',
    wrong_content_type: 'invalid_json',
  },
})

/** A decision model over the same endpoint, as a provider's package would have it. */
function simulatedDecisionModel(baseUrl: string): AskableDecisionModel {
  const ask = handMade(baseUrl)
  return {
    specificationVersion: 'v4',
    provider: 'simulated.decision',
    modelId: 'small',
    supportedQuestionTypes: ['choice'],
    async doDecide({ state, abortSignal }) {
      const [part] = state
      const text = part?.type === 'text' ? part.text : ''
      const said = JSON.parse(String(await ask(text, { signal: abortSignal, deadlineMs: 1_000 })))
      return { answers: { decision: said }, warnings: [] }
    },
  }
}

candidateSourceContract({
  name: 'an AI SDK decision model',
  says: { type: 'choice', choice: 'approve', probabilities: { approve: 0.9, deny: 0.1 } },
  candidate: { choice: 'approve', confidence: 0.9 },
  open: (baseUrl) =>
    opened(
      decisionModel(simulatedDecisionModel(baseUrl), {
        state: (text: string) => text,
        question: { type: 'choice', criteria: { approve: 'pay it back', deny: 'do not' } },
      }),
    ),
  exceptions: {
    ...readByPlainFetch,
    garbage_body: 'invalid_json',
    wrong_content_type: 'invalid_json',
    // The model's own package fails on a text that is no answer of its protocol.
    empty_content: 'invalid_json',
    // Keys beside the answer's own are not looked at, so they reach no candidate.
    hostile_keys: 'answered',
  },
})
