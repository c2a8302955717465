import { parsePartName } from '@partial-trust/core'
import type { CorridorState } from '@partial-trust/control'
import { z } from 'zod'
import { json } from './route.js'
import type { Routes } from './route.js'
import { share } from './share.js'

const longestReason = 2000
const insistence = z.boolean({ error: 'must be true or false' }).optional()

const reasoned = z.strictObject({
  reason: z
    .string({ error: 'must say why; it goes into the audit trail' })
    .max(longestReason, { error: `may have ${longestReason} characters at most` })
    .trim()
    .min(1, { error: 'must say why; it goes into the audit trail' }),
  version: z
    .int({ error: 'must be the whole number that the decision was made on' })
    .optional()
    .describe('The version the decision was made on: 409 where it is another by now'),
  without_go: insistence.describe('Promote without GO; recorded'),
  restart: insistence.describe('Start over a rollout there is; recorded'),
  despite_lint: insistence.describe('Start although plan lint finds errors; recorded'),
})

const ofPart = reasoned.extend({
  part: z
    .string()
    .refine((name) => parsePartName(name) !== null, {
      error: 'must be KEY=WORD of one of the corridor’s closed lists',
    })
    .optional()
    .describe('KEY=WORD of one of the corridor’s closed lists: this part alone'),
})

const tuned = reasoned.extend({
  max_wrong: share.describe('Most wrong ones among those that pass, such as 0.02'),
  at_least: z
    .number({ error: 'must be a confidence from 0 to 1' })
    .min(0, { error: 'must be a confidence from 0 to 1' })
    .max(1, { error: 'must be a confidence from 0 to 1' })
    .optional()
    .describe('This threshold instead of the loosest certified; stricter needs no certificate'),
  epoch: z.string().min(1).max(200).optional().describe('Default: the latest'),
  kind: z.string().min(1).max(200).optional().describe('Needed where an epoch has several'),
})

/** What a person asks for, and why. */
export type Reasoned = z.output<typeof reasoned>

/** Live control by a person. */
export const changeRows = {
  killAll: {
    method: 'POST',
    path: '/v1/kill',
    caller: 'operator',
    summary: 'Close every corridor at once, everywhere: one request for all',
    control: 'needed',
    body: reasoned,
    answers: {
      200: json<{ readonly result: 'changed'; readonly states: readonly CorridorState[] }>(
        'Killed; their states now',
      ),
    },
    problems: { 503: unknownWhether() },
  },
  kill: change('kill', 'Close the corridor at once, everywhere', reasoned),
  resume: exactly(
    change(
      'resume',
      'Reopen it at the first stage, or give one part back to the stage that the rest stands at',
      ofPart,
    ),
  ),
  promote: exactly(change('promote', 'Move it to the next stage of its plan', reasoned)),
  demote: exactly(
    change(
      'demote',
      'Move it one stage back (at the first stage it closes), or one part to the baseline',
      ofPart,
    ),
  ),
  incident: change('incident', 'Report harm: closes the stage at once', reasoned),
  rollout: exactly(change('rollout', 'Begin to roll it out', reasoned)),
  applyTuning: exactly(
    change(
      'tune',
      'Ask candidates for the confidence that is certified: tightens at once, loosens only certified',
      tuned,
    ),
  ),
} as const satisfies Routes

function change<Name extends string, Body extends z.ZodType>(
  name: Name,
  summary: string,
  body: Body,
) {
  return {
    method: 'POST',
    path: `/v1/corridors/{intent}/${name}`,
    caller: 'operator',
    summary,
    control: 'needed',
    body,
    answers: {
      200: json<{ readonly result: 'changed'; readonly state: CorridorState }>(
        'Changed; the state it has now',
      ),
      202: json<{ readonly result: 'asked'; readonly state: CorridorState }>(
        'Asked: the plan needs two people, and another has to do the same; nothing has changed yet',
      ),
    },
    problems: {
      403: {
        title: 'Somebody else has to',
        detail: 'The plan needs two people by name for this.',
      },
      409: {
        title: 'That leads nowhere from here',
        detail: 'Look at its state and decide again.',
      },
      503: unknownWhether(),
    },
  } as const
}

/** What gives trust is done as it was asked for; what takes it away, whatever else stands there. */
function exactly<Row extends object>(row: Row) {
  return { ...row, query: 'none' } as const
}

function unknownWhether() {
  return {
    title: 'The control store does not answer',
    detail:
      'It is not known whether the change took place. Processes that cannot reach the store close by themselves when their lease runs out.',
  }
}
