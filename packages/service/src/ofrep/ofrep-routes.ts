import type { App } from 'partial-trust'
import type { Handlers } from '../routes/handler.js'
import type { ofrepRows } from '../routes/ofrep-rows.js'
import { flagEvaluation } from './flag-evaluation.js'
import type { FlagFailure } from './flag-evaluation.js'

/** Reads corridors as flags; nothing here changes one. Failures are said as OFREP says them. */
export function ofrepHandlers(
  app: Pick<App, 'corridor' | 'corridors'>,
): Handlers<typeof ofrepRows> {
  return {
    flag({ parameters: { key }, body, reply }) {
      const corridor = app.corridor(key)
      const id = body.context?.targetingKey
      if (corridor === undefined) {
        const known = app.corridors.map(({ intent }) => intent).join(', ')
        reply.code(404)
        return failure('FLAG_NOT_FOUND', `registered corridors: ${known}`, key)
      }
      if (id === undefined) {
        reply.code(400)
        return failure('TARGETING_KEY_MISSING', missing, key)
      }
      return flagEvaluation(corridor, id)
    },
    flags({ body, reply }) {
      const id = body.context?.targetingKey
      if (id === undefined) {
        reply.code(400)
        return failure('TARGETING_KEY_MISSING', missing)
      }
      return { flags: app.corridors.map((corridor) => flagEvaluation(corridor, id)) }
    },
  }
}

const missing = 'context.targetingKey must be the id that is decided about'

function failure(
  errorCode: FlagFailure['errorCode'],
  errorDetails: string,
  key?: string,
): FlagFailure {
  return { ...(key === undefined ? {} : { key }), errorCode, errorDetails }
}
