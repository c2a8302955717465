import { isRecord } from '@partial-trust/core'
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
      const asked = askedId(body.context)
      if (corridor === undefined) {
        const known = app.corridors.map(({ intent }) => intent).join(', ')
        reply.code(404)
        return failure('FLAG_NOT_FOUND', `registered corridors: ${known}`, key)
      }
      if (asked.kind === 'none') {
        reply.code(400)
        return failure(asked.errorCode, missing, key)
      }
      return flagEvaluation(corridor, asked.id)
    },
    flags({ body, reply }) {
      const asked = askedId(body.context)
      if (asked.kind === 'none') {
        reply.code(400)
        return failure(asked.errorCode, missing)
      }
      return { flags: app.corridors.map((corridor) => flagEvaluation(corridor, asked.id)) }
    },
  }
}

type Asked =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'none'; readonly errorCode: 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' }

/** The id that a context is about, of which anybody may have sent anything. */
function askedId(context: unknown): Asked {
  if (context === undefined) return { kind: 'none', errorCode: 'TARGETING_KEY_MISSING' }
  if (!isRecord(context)) return { kind: 'none', errorCode: 'INVALID_CONTEXT' }
  const { targetingKey } = context
  if (typeof targetingKey === 'string') return { kind: 'id', id: targetingKey }
  const errorCode = targetingKey === undefined ? 'TARGETING_KEY_MISSING' : 'INVALID_CONTEXT'
  return { kind: 'none', errorCode }
}

const missing = 'context.targetingKey must be the id that is decided about'

function failure(
  errorCode: FlagFailure['errorCode'],
  errorDetails: string,
  key?: string,
): FlagFailure {
  return { ...(key === undefined ? {} : { key }), errorCode, errorDetails }
}
