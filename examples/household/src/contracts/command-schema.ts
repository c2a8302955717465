import { capabilities } from '../household-command.js'

const id = { type: 'string', minLength: 1 } as const

/** Contract of the command: JSON Schema 2020-12. Unknown keys are refused everywhere. */
export const commandSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:partial-trust:household:command',
  title: 'Household command',
  type: 'object',
  additionalProperties: false,
  required: ['command_id', 'user_id', 'timestamp', 'text', 'capabilities', 'context'],
  properties: {
    command_id: id,
    user_id: id,
    timestamp: { type: 'string', format: 'date-time' },
    text: { type: 'string', description: 'What the user said or typed.' },
    capabilities: { type: 'array', minItems: 1, items: { enum: capabilities } },
    context: {
      type: 'object',
      additionalProperties: false,
      required: ['household'],
      properties: {
        household: {
          type: 'object',
          additionalProperties: false,
          required: ['members'],
          properties: {
            household_id: id,
            members: {
              type: 'array',
              minItems: 1,
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['user_id'],
                properties: {
                  user_id: id,
                  display_name: { type: 'string' },
                  role: { type: 'string' },
                  workload_score: { type: 'number' },
                },
              },
            },
            zones: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['zone_id', 'name'],
                properties: { zone_id: id, name: { type: 'string' } },
              },
            },
            shopping_lists: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                required: ['list_id', 'name'],
                properties: { list_id: id, name: { type: 'string' } },
              },
            },
          },
        },
        defaults: {
          type: 'object',
          additionalProperties: false,
          properties: { default_assignee_id: id, default_list_id: id },
        },
        policies: {
          type: 'object',
          additionalProperties: false,
          properties: {
            quiet_hours: { type: 'string' },
            max_open_tasks_per_user: { type: 'integer', minimum: 0 },
          },
        },
      },
    },
  },
} as const
