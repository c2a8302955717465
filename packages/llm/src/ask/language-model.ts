import { exchange } from '../exchange.js'
import type { AskableLanguageModel, LanguageModelSettings } from '../model-interface.js'
import { questionOf } from '../question.js'
import type { Asker } from './asker.js'
import { checkFunction, checkModel, checkOptions, checkText } from './check-options.js'
import { checkSettings, languageSettings } from './check-settings.js'
import { routeOf } from './route-of.js'
import { singleCallSource } from './single-call-source.js'

export type LanguageModelOptions<Command> = LanguageModelSettings & {
  /** What the model is told before every command. Default: nothing. */
  readonly system?: string
  /** What it is asked about a command. Null or blank: there is nothing to ask about (`empty_text`). */
  readonly prompt: (command: Command) => string | null
  /** Further headers of every call; no part of the epoch, so they may hold a key. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Asks an AI SDK language model: one `doGenerate` a decision, with no retry, for a JSON answer of
 * the candidate's schema. Only an answer that the model says it finished counts.
 *
 * @typeParam Command Inferred from the parameter of `prompt` where its type is written down, and checked
 *   against the definition then. TypeScript cannot hand it on from a definition around this call.
 * @throws {TypeError} when the model is none of specification v4, or an option is not what it must be.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- without a type written down there is none to check
export function languageModel<Command = any>(
  model: AskableLanguageModel,
  options: LanguageModelOptions<Command>,
): Asker<Command> {
  checkOptions('languageModel', options, 'prompt')
  const { system = '', prompt, headers, ...settings } = options
  checkModel('languageModel', model, 'doGenerate')
  checkText('languageModel', 'system', system)
  checkFunction('languageModel', 'prompt', prompt)
  checkSettings('languageModel', options, ['system', 'prompt', ...languageSettings])
  return {
    kind: 'language_model',
    confidenceKind: null,
    open({ intent, schema }) {
      const { provider, modelId } = model
      const facts = { system, prompt, schema, settings }
      const route = routeOf({ kind: 'language_model', intent, provider, model: modelId, facts })
      return {
        taskId: intent,
        request(command) {
          const text = prompt(command)
          return text === null || text.trim() === ''
            ? null
            : { system, prompt: text, schema: schema ?? {} }
        },
        source: singleCallSource(route, (request, { signal }) =>
          exchange(
            model,
            {
              ...settings,
              ...questionOf(request, null),
              ...(headers === undefined ? {} : { headers: { ...headers } }),
            },
            signal,
          ),
        ),
      }
    },
  }
}
