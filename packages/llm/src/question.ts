import type { JSONSchema7, LanguageModelV4CallOptions } from '@ai-sdk/provider'
import type { CandidateRequest } from '@partial-trust/core'

/** An answer that was refused, told to the model so that it can mend it. */
export type Repair = { readonly answer: string; readonly problems: string }

export type Question = Omit<LanguageModelV4CallOptions, 'abortSignal'>

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
      ...(isJsonSchema(schema) ? { schema } : {}),
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

/** The corridor vouches for its schema, and the library only passes it on; an empty one says nothing. */
function isJsonSchema(schema: object): schema is JSONSchema7 {
  return Object.keys(schema).length > 0
}
