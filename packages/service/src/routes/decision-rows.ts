import { outcomeKinds } from '@partial-trust/control'
import { z } from 'zod'
import { noControl, noSuchCorridor } from '../problem-texts.js'
import { json } from './route.js'
import type { Routes } from './route.js'

const outcome = z.strictObject({
  command_id: z.string({ error: 'must be the id the decision was made under' }).min(1).max(1000),
  outcome: z.enum(outcomeKinds),
  intent: z.string().optional(),
  decided_at: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), {
      error: 'must be an ISO 8601 date and time',
    })
    .meta({ format: 'date-time' })
    .transform((text) => new Date(text))
    .optional(),
})

/** A decision, and what became of it. */
export const decisionRows = {
  decide: {
    method: 'POST',
    path: '/v1/decide',
    caller: 'neighbour',
    summary: 'Decide one command',
    query: z.object({ intent: z.string().optional() }),
    body: 'command',
    answers: {
      200: { description: 'The decision', media: 'application/json', contract: 'decision' },
    },
    problems: {
      400: {
        title: 'The command does not match its contract',
        detail: 'See errors; the contract is in /openapi.json.',
      },
      404: noSuchCorridor,
      503: { title: 'The service is overloaded', detail: 'Try again in a second.' },
    },
  },
  outcome: {
    method: 'POST',
    path: '/v1/outcomes',
    caller: 'neighbour',
    summary: 'Report what became of a decision, whoever made it',
    control: 'used',
    body: outcome,
    answers: { 202: json<{ readonly outcome: string }>('Taken') },
    problems: {
      401: incidentNeedsOperator(),
      403: incidentNeedsOperator(),
      404: {
        title: 'No such decision',
        detail:
          'Outcomes are taken of decisions that were made: without a token, of the latest of this process alone.',
      },
      409: noControl,
      503: {
        title: 'The control store does not answer',
        detail: 'Report the outcome again: it counts once.',
      },
    },
  },
} as const satisfies Routes

function incidentNeedsOperator() {
  return {
    title: 'An incident needs an operator’s token',
    detail: 'It closes the stage at once; undone and confirmed do not.',
  }
}
