import { z } from 'zod'
import type { BulkEvaluation, FlagEvaluation, FlagFailure } from '../ofrep/flag-evaluation.js'
import { json } from './route.js'
import type { Routes } from './route.js'

/** Whatever else is wrong with a context is said in the protocol's words, by the handler. */
const body = z.looseObject({ context: z.unknown().optional() })

/** What is no JSON object, in the protocol's words. */
function unread(): FlagFailure {
  const errorDetails = 'the body must be one JSON object with the evaluation’s context, in UTF-8'
  return { errorCode: 'PARSE_ERROR', errorDetails }
}

/** Corridors as flags, for whoever asks with OpenFeature's remote evaluation protocol (OFREP). */
export const ofrepRows = {
  flag: {
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags/{key}',
    caller: 'viewer',
    summary: 'Whether a corridor is open for an id, as a flag of OFREP',
    body,
    misread: ({ key }) => ({ key, ...unread() }),
    answers: {
      200: json<FlagEvaluation>('True where a candidate may replace the baseline of this id now'),
      400: json<FlagFailure>(
        'No targetingKey, or none that is a text: a corridor is open for an id',
      ),
      404: json<FlagFailure>('No corridor of that name'),
    },
  },
  flags: {
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags',
    caller: 'viewer',
    summary: 'Every corridor as a flag of OFREP',
    body,
    misread: unread,
    answers: {
      200: json<BulkEvaluation>('One flag a corridor'),
      400: json<FlagFailure>(
        'No targetingKey, or none that is a text: a corridor is open for an id',
      ),
    },
  },
} as const satisfies Routes
