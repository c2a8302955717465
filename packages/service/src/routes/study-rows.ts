import { z } from 'zod'
import type { PartsAnswerView, ReplayAnswerView, Study, TuneAnswerView } from '../study-types.js'
import { json } from './route.js'
import type { Routes } from './route.js'

/** `0.6,0.8`: up to six numbers. */
function numbers(one: z.ZodNumber, error: string) {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      const words = text === undefined || text.trim() === '' ? [] : text.split(',')
      const read = z
        .array(one)
        .max(6)
        .safeParse(words.map((word) => Number(word.trim() || 'none')))
      if (read.success) return read.data
      context.addIssue({ code: 'custom', message: error })
      return z.NEVER
    })
}

/** What is worked out on demand, by the commands themselves; served where they can be run. */
export const studyRows = {
  replay: {
    ...study('replay', 'What a stage’s decisions would have come to under other settings'),
    query: z.strictObject({
      stage: z.string({ error: 'must name a stage of the plan' }).min(1).max(100),
      confidence: numbers(
        z.number().min(0).max(1),
        'must be up to six shares from 0 to 1, such as 0.6,0.8',
      ),
      deadline_ms: numbers(
        z.int().min(1).max(60_000),
        'must be up to six whole milliseconds from 1 to 60000, such as 100,150',
      ),
    }),
    answers: { 200: json<Study<ReplayAnswerView>>('As `partial-trust replay` answers') },
  },
  tune: {
    ...study('tune', 'The loosest confidence threshold with a certificate'),
    query: z.strictObject({
      max_wrong: z.coerce
        .number<number | string>({ error: shareBetween() })
        .gt(0, { error: shareBetween() })
        .lt(1, { error: shareBetween() }),
    }),
    answers: { 200: json<Study<TuneAnswerView>>('As `partial-trust tune` answers') },
  },
  parts: {
    ...study('parts', 'Whether the whole hides a part that fails'),
    answers: { 200: json<Study<PartsAnswerView>>('As `partial-trust parts` answers') },
  },
  evidenceBundle: {
    ...study(
      'evidence-bundle',
      'The verdict on the rollout in force with the counts it follows from, as a file',
    ),
    answers: { 200: json<object>('The file that `partial-trust evidence-bundle` writes') },
  },
} as const satisfies Routes

function study<Name extends string>(name: Name, summary: string) {
  return {
    method: 'GET',
    path: `/v1/corridors/{intent}/${name}`,
    caller: 'viewer',
    summary,
    control: 'used',
    query: 'none',
    problems: {
      409: {
        title: 'What there is does not answer this',
        detail: 'Run the command where the service runs: it says why.',
      },
    },
  } as const
}

function shareBetween(): string {
  return 'must be a share between 0 and 1, such as 0.02'
}
