import type { AskerFor } from './asker.js'

/** What the model is told about one command. */
export type PolicyPrompt<Command> = {
  /** The instruction; its text is part of the epoch. */
  readonly system: string
  /** The command as the model sees it; null or blank: there is nothing to ask about. */
  readonly prompt: (command: Command) => string | null
}

/**
 * Asks the route that the LLM policy (SPEC section 7) has for `task`, with its repairs and escalations.
 *
 * @param task A task of the policy file.
 */
export function policy<Command>(
  task: string,
  { system, prompt }: PolicyPrompt<Command>,
): AskerFor<Command> {
  if (task === '') throw new TypeError('policy(task, …): name a task of the policy file')
  return {
    askerFor: ({ schema }) => ({
      taskId: task,
      source: null,
      fingerprint: [system, Function.prototype.toString.call(prompt)],
      request(command) {
        const text = prompt(command)
        return text === null || text.trim() === '' ? null : { system, prompt: text, schema }
      },
    }),
  }
}
