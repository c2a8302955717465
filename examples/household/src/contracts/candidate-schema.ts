import { candidateIntents, maxItems, maxNameLength } from '../household-candidate.js'

/** Contract of the candidate, and what the model is told to answer with: JSON Schema 2020-12. */
export const candidateSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:partial-trust:household:candidate',
  title: 'Household candidate',
  type: 'object',
  additionalProperties: false,
  required: ['intent', 'items'],
  properties: {
    intent: { enum: candidateIntents },
    items: {
      type: 'array',
      minItems: 1,
      maxItems,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: maxNameLength },
          quantity: { type: 'string', minLength: 1 },
          unit: { type: 'string', minLength: 1 },
          list_id: { type: 'string', minLength: 1 },
        },
      },
    },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
  },
} as const
