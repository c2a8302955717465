import type { Asker } from './asker.js'
import { checkFunction, checkOptions, checkText } from './check-options.js'
import { checkSettings } from './check-settings.js'
import { fingerprintOf } from '../fingerprint.js'

export type PolicyOptions<Command> = {
  /** What the model is told before every command. */
  readonly system: string
  /** What it is asked about a command. Null or blank: there is nothing to ask about (`empty_text`). */
  readonly prompt: (command: Command) => string | null
}

/**
 * Asks whom the LLM policy file names for a task: its routes, repairs and escalations (docs/llm.md).
 *
 * @typeParam Command Inferred from the parameter of `prompt` where its type is written down, and checked
 *   against the definition then. TypeScript cannot hand it on from a definition around this call.
 * @throws {TypeError} when an option is not what it must be.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- without a type written down there is none to check
export function policy<Command = any>(
  taskId: string,
  options: PolicyOptions<Command>,
): Asker<Command> {
  checkOptions('policy', options, 'system and prompt')
  const { system, prompt } = options
  checkText('policy', 'taskId', taskId)
  checkText('policy', 'system', system)
  checkFunction('policy', 'prompt', prompt)
  checkSettings('policy', options, ['system', 'prompt'])
  return {
    kind: 'policy',
    confidenceKind: null,
    open({ schema, llm, profile }) {
      const source = llm?.source(taskId, profile) ?? null
      const route = source?.route ?? null
      return {
        taskId,
        request(command) {
          const text = prompt(command)
          return text === null || text.trim() === ''
            ? null
            : { system, prompt: text, schema: schema ?? {} }
        },
        source:
          source === null || route === null
            ? null
            : {
                route: {
                  ...route,
                  fingerprint: fingerprintOf([route.fingerprint, system, prompt, schema]),
                },
                ask: (request, asked) => source.ask(request, asked),
              },
      }
    },
  }
}
