import { describe, expect, it } from 'vitest'
import { validateDecision } from '../contracts/validation.js'
import type { Capability } from '../household-command.js'
import { householdCorridor } from '../household-corridor.js'
import { aCommand, aDecision, someIds } from '../household.fixture.js'

const lists = [{ list_id: 'l1', name: 'Shopping' }]
const one = 'add milk to the shopping list'
const two = 'add milk and eggs to the shopping list'
const task = 'remind me to call Ann'

describe('the baseline decision', () => {
  it('starts a job with one proposed action for each thing', () => {
    const decision = aDecision(aCommand({ shopping_lists: lists }, two))
    expect(decision).toEqual({
      decision_id: 'dec-1',
      command_id: 'cmd-1',
      status: 'ok',
      action: 'start_job',
      payload: {
        job_id: 'job-dec-1',
        job_type: 'add_shopping_item',
        proposed_actions: [
          {
            action: 'propose_add_shopping_item',
            payload: { item: { name: 'milk', list_id: 'l1' }, idempotency_key: 'cmd-1:0' },
          },
          {
            action: 'propose_add_shopping_item',
            payload: { item: { name: 'eggs', list_id: 'l1' }, idempotency_key: 'cmd-1:1' },
          },
        ],
      },
      confidence: 0.9,
      explanation: 'The text asks to put things on a shopping list.',
      trace_id: 'trace-1',
      schema_version: '1.0.0',
      decision_version: 'household-1',
      created_at: someIds.createdAt,
    })
  })

  it.each<[string, string, readonly Capability[], string]>([
    ['one thing, no jobs', one, ['propose_add_shopping_item'], 'propose_add_shopping_item'],
    ['two things, no jobs', two, ['propose_add_shopping_item', 'clarify'], 'reject'],
    ['a task, no jobs', task, ['propose_create_task'], 'propose_create_task'],
    ['a task, jobs', task, ['start_job'], 'start_job'],
    ['a thing, only tasks', one, ['propose_create_task'], 'reject'],
    ['doubt', 'add it to my list', ['start_job', 'clarify'], 'clarify'],
    ['doubt, no questions', 'add it to my list', ['start_job'], 'reject'],
    ['neither', 'play some jazz', ['start_job', 'clarify'], 'reject'],
  ])('for %s: %j with %j is %s', (_, text, allowed, action) => {
    const decision = aDecision(aCommand({ shopping_lists: lists }, text, allowed))
    expect(decision.action).toBe(action)
    expect(validateDecision(decision)).toMatchObject({ kind: 'valid' })
  })

  it.each([
    ['the default list', 'b', ['a', 'b'], 'b'],
    ['the only list', undefined, ['a'], 'a'],
    ['no list where there are two and no default', undefined, ['a', 'b'], undefined],
    ['no list where the default is none of them', 'z', ['a', 'b'], undefined],
    ['no list where there is none', undefined, [], undefined],
  ])('puts things on %s', (_, chosen, ids, expected) => {
    const plain = aCommand({ shopping_lists: ids.map((id) => ({ list_id: id, name: id })) }, one)
    const defaults = chosen === undefined ? {} : { default_list_id: chosen }
    const decision = aDecision({ ...plain, context: { ...plain.context, defaults } })
    const actions = decision.action === 'start_job' ? decision.payload.proposed_actions : undefined
    const payload = actions?.[0]?.payload
    expect(payload !== undefined && 'item' in payload && payload.item.list_id).toBe(expected)
  })

  it('gives a task to the default assignee only if that is a member', () => {
    const plain = aCommand({}, task)
    const assigned = (id: string) =>
      aDecision({ ...plain, context: { ...plain.context, defaults: { default_assignee_id: id } } })
    expect(JSON.stringify(assigned('u1').payload)).toContain('"assignee_id":"u1"')
    expect(JSON.stringify(assigned('stranger').payload)).not.toContain('assignee_id')
  })
})

describe('the reading of a baseline decision', () => {
  it.each([
    [
      two,
      {
        intent: 'add_shopping_item',
        decision_type: 'start_job',
        action_count: 2,
        entity_keys_count: 2,
        has_list_id: true,
      },
    ],
    [
      'add 2 bags of rice to my shopping list',
      { intent: 'add_shopping_item', action_count: 1, entity_keys_count: 4 },
    ],
    [
      task,
      {
        intent: 'create_task',
        decision_type: 'start_job',
        action_count: 1,
        entity_keys_count: 1,
        has_list_id: false,
      },
    ],
    [
      'add it to my list',
      { intent: 'other', decision_type: 'clarify', action_count: 0, entity_keys_count: 0 },
    ],
    ['play some jazz', { intent: 'other', decision_type: 'reject', action_count: 0 }],
  ])('%s', (text, summary) => {
    const command = aCommand({ shopping_lists: lists }, text)
    const reading = householdCorridor.readBaseline(aDecision(command), command)
    expect(reading.summary).toMatchObject(summary)
    expect(reading.executes).toBe(summary.action_count > 0)
    expect(reading.entityKeys).toHaveLength(reading.summary.entity_keys_count)
  })
})
