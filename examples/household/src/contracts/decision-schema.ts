import { decisionActions } from '../household-decision.js'

const text = { type: 'string', minLength: 1 } as const

/** What each action's payload holds, and the status that goes with it. */
const bodies = [
  ['start_job', 'ok', 'start_job_payload'],
  ['propose_add_shopping_item', 'ok', 'add_shopping_item_payload'],
  ['propose_create_task', 'ok', 'create_task_payload'],
  ['clarify', 'clarify', 'clarify_payload'],
  ['reject', 'error', 'reject_payload'],
  ['confirm', 'ok', 'confirm_payload'],
] as const

/** Contract of the decision: JSON Schema 2020-12. Unknown keys are refused everywhere. */
export const decisionSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:partial-trust:household:decision',
  title: 'Household decision',
  type: 'object',
  additionalProperties: false,
  required: [
    'decision_id',
    'command_id',
    'status',
    'action',
    'confidence',
    'payload',
    'explanation',
    'trace_id',
    'schema_version',
    'decision_version',
    'created_at',
  ],
  properties: {
    decision_id: text,
    command_id: text,
    status: { enum: ['ok', 'clarify', 'error'] },
    action: { enum: decisionActions },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    payload: { type: 'object' },
    explanation: { type: 'string' },
    trace_id: text,
    schema_version: text,
    decision_version: text,
    created_at: { type: 'string', format: 'date-time' },
  },
  oneOf: bodies.map(([action, status, payload]) => ({
    properties: {
      action: { const: action },
      status: { const: status },
      payload: { $ref: `#/$defs/${payload}` },
    },
  })),
  $defs: {
    shopping_item: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: text, quantity: text, unit: text, list_id: text },
    },
    task: {
      type: 'object',
      additionalProperties: false,
      required: ['title'],
      properties: {
        title: text,
        description: { type: 'string' },
        assignee_id: text,
        zone_id: text,
        due: { type: 'string' },
      },
    },
    add_shopping_item_payload: {
      type: 'object',
      additionalProperties: false,
      required: ['item'],
      properties: { item: { $ref: '#/$defs/shopping_item' }, idempotency_key: text },
    },
    create_task_payload: {
      type: 'object',
      additionalProperties: false,
      required: ['task'],
      properties: { task: { $ref: '#/$defs/task' }, idempotency_key: text },
    },
    proposed_action: {
      type: 'object',
      additionalProperties: false,
      required: ['action', 'payload'],
      properties: {
        action: { enum: ['propose_add_shopping_item', 'propose_create_task'] },
        payload: { type: 'object' },
      },
      oneOf: [
        {
          properties: {
            action: { const: 'propose_add_shopping_item' },
            payload: { $ref: '#/$defs/add_shopping_item_payload' },
          },
        },
        {
          properties: {
            action: { const: 'propose_create_task' },
            payload: { $ref: '#/$defs/create_task_payload' },
          },
        },
      ],
    },
    start_job_payload: {
      type: 'object',
      additionalProperties: false,
      required: ['job_id', 'job_type'],
      properties: {
        job_id: text,
        job_type: { enum: ['create_task', 'add_shopping_item', 'unknown'] },
        proposed_actions: { type: 'array', items: { $ref: '#/$defs/proposed_action' } },
        ui_message: { type: 'string' },
      },
    },
    clarify_payload: {
      type: 'object',
      additionalProperties: false,
      required: ['question'],
      properties: {
        question: text,
        options: { type: 'array', items: { type: 'string' } },
        missing_fields: { type: 'array', items: { type: 'string' } },
      },
    },
    reject_payload: {
      type: 'object',
      additionalProperties: false,
      required: ['code', 'reason'],
      properties: { code: text, reason: text, ui_message: { type: 'string' } },
    },
    confirm_payload: { type: 'object', additionalProperties: false, properties: {} },
  },
} as const
