import type {
  CandidateAnswer,
  CandidateRequest,
  CandidateSource,
  ModelMeta,
} from '@partial-trust/core'
import { sha256Hex } from '@partial-trust/core'
import type { AskerFor } from './asker.js'

/**
 * Answers a command with a candidate, in any way at all. A throw or a rejection is an `llm_error`;
 * what it resolves to is checked like any untrusted value.
 *
 * @param options.signal     Aborted at the deadline, when the caller gives up and at a kill.
 * @param options.deadlineMs What is left of the corridor's deadline, in ms.
 */
export type AskFunction<Command> = (
  command: Command,
  options: { readonly signal: AbortSignal; readonly deadlineMs: number },
) => Promise<unknown>

/** Asks a function of the application's own. */
export function askFunction<Command>(ask: AskFunction<Command>): AskerFor<Command> {
  return {
    askerFor({ intent, schema }) {
      const code = Function.prototype.toString.call(ask)
      const model = ask.name === '' ? 'function' : ask.name
      const meta: ModelMeta = {
        profile: 'function',
        task_id: intent,
        escalated: false,
        provider: 'function',
        model,
        attempts: 1,
        input_tokens: null,
        output_tokens: null,
      }
      // The engine hands a source the request alone; the command it stands for is remembered here.
      const commands = new WeakMap<CandidateRequest, { readonly command: Command }>()
      const source: CandidateSource = {
        route: {
          profile: meta.profile,
          task_id: intent,
          provider: meta.provider,
          model,
          fingerprint: sha256Hex(code).slice(0, 16),
        },
        async ask(request, { signal, deadlineMs }): Promise<CandidateAnswer> {
          const asked = commands.get(request)
          if (asked === undefined) return { kind: 'failed', failure: 'llm_error', meta }
          try {
            return {
              kind: 'answered',
              value: await ask(asked.command, { signal, deadlineMs }),
              meta,
            }
          } catch {
            return { kind: 'failed', failure: 'llm_error', meta }
          }
        },
      }
      return {
        taskId: intent,
        source,
        fingerprint: [code],
        request(command) {
          const request: CandidateRequest = { system: '', prompt: '', schema }
          commands.set(request, { command })
          return request
        },
      }
    },
  }
}
