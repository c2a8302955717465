import type { CandidateRequest } from '@partial-trust/core'
import type { LanguageModelCall } from './model-interface.js'

/** An answer that was refused, told to the model so that it can mend it. */
export type Repair = { readonly answer: string; readonly problems: string }

export type Question = Omit<LanguageModelCall, 'abortSignal'>

/** A corridor's request as a model of the AI SDK takes it: a JSON answer of the candidate's schema. */
export function questionOf(
  { system, prompt, schema }: CandidateRequest,
  repair: Repair | null,
): Question {
  const asked: Question['prompt'] = [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content: [{ type: 'text', text: prompt }] },
  ]
  return {
    prompt: repair === null ? asked : [...asked, ...repairMessages(repair)],
    responseFormat: {
      type: 'json',
      name: 'candidate',
      ...(Object.keys(schema).length === 0 ? {} : { schema }),
    },
  }
}

function repairMessages({ answer, problems }: Repair): Question['prompt'] {
  return [
    { role: 'assistant', content: [{ type: 'text', text: answer }] },
    {
      role: 'user',
      content: [
        {
          type: 'text',
          text: `That answer was refused: ${problems}. Answer again with one JSON object that fits the schema, and nothing else.`,
        },
      ],
    },
  ]
}
