import { noTokens, settled } from '../exchange.js'
import type { AskFunction, Asker } from './asker.js'
import { rememberedRequests } from './remembered-requests.js'
import { routeOf } from './route-of.js'
import { singleCallSource } from './single-call-source.js'
import type { CallEnded } from './single-call-source.js'

/** An asker as it is; a function as an asker of kind `function`, named in records as it is in code. */
export function askerOf<Command>(ask: AskFunction<Command> | Asker<Command>): Asker<Command> {
  return typeof ask === 'function' ? functionAsker(ask) : ask
}

function functionAsker<Command>(ask: AskFunction<Command>): Asker<Command> {
  return {
    kind: 'function',
    confidenceKind: null,
    open({ intent, schema }) {
      const commands = rememberedRequests<Command>()
      const model = ask.name === '' ? 'unnamed' : ask.name
      const facts = { ask, schema }
      const route = routeOf({ kind: 'function', intent, provider: 'function', model, facts })
      return {
        taskId: intent,
        request: (command) =>
          commands.remember({ system: '', prompt: '', schema: schema ?? {} }, command),
        source: singleCallSource(route, (request, { signal, deadlineMs }) =>
          settled(
            signal,
            () => ask(commands.recall(request).meant, { signal, deadlineMs }),
            (value): CallEnded => ({ kind: 'value', value, tokens: noTokens }),
            (failure): CallEnded => ({ kind: 'failed', failure, tokens: noTokens }),
          ),
        ),
      }
    },
  }
}
