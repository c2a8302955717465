import type { DecisionIds } from '@partial-trust/core'
import { addShoppingItems, chosenListId } from '../add-shopping-items.js'
import { envelope } from '../decision-envelope.js'
import type { Capability, HouseholdCommand } from '../household-command.js'
import type {
  DecisionBody,
  HouseholdDecision,
  ProposedAction,
  Task,
} from '../household-decision.js'
import { readText } from './read-text.js'
import type { Missing } from './reading.js'

/**
 * Fixed, because rules do not know how sure they are: the shares of right answers measured on
 * public utterances (see the README of this example) allow no finer statement.
 */
const confidence = { executes: 0.9, asks: 0.5, declines: 0.5 } as const

/** The deterministic decision: depends on the command alone, apart from ids and time. Never throws. */
export function baselineDecision(command: HouseholdCommand, ids: DecisionIds): HouseholdDecision {
  const lists = command.context.household.shopping_lists ?? []
  const reading = readText(command.text, lists, chosenListId(command) !== undefined)
  switch (reading.kind) {
    case 'add_items':
      return execute('add_shopping_item', addShoppingItems(reading.items, command), command, ids)
    case 'create_task':
      return execute('create_task', [createTask(reading.title, command)], command, ids)
    case 'unclear':
      return ask(reading.missing, command, ids)
    case 'other':
      return decline('not_understood', command, ids)
  }
}

function createTask(title: string, command: HouseholdCommand): ProposedAction {
  const assignee = command.context.defaults?.default_assignee_id
  const isMember = command.context.household.members.some((member) => member.user_id === assignee)
  const task: Task =
    assignee !== undefined && isMember ? { title, assignee_id: assignee } : { title }
  return {
    action: 'propose_create_task',
    payload: { task, idempotency_key: `${command.command_id}:0` },
  }
}

/** A job where the caller may be given one; otherwise the bare proposal if it is a single one. */
function execute(
  jobType: 'add_shopping_item' | 'create_task',
  actions: readonly ProposedAction[],
  command: HouseholdCommand,
  ids: DecisionIds,
): HouseholdDecision {
  const [only, ...more] = actions
  const about = { confidence: confidence.executes, explanation: explanations[jobType] }
  if (may(command, 'start_job')) {
    const payload = {
      job_id: `job-${ids.decisionId}`,
      job_type: jobType,
      proposed_actions: actions,
    }
    return envelope({ status: 'ok', action: 'start_job', payload }, about, command, ids)
  }
  if (only !== undefined && more.length === 0 && may(command, only.action)) {
    return envelope({ status: 'ok', ...only }, about, command, ids)
  }
  return decline('capability_missing', command, ids)
}

const explanations = {
  add_shopping_item: 'The text asks to put things on a shopping list.',
  create_task: 'The text asks to remember or to do something.',
} as const

const questions: Readonly<Record<Missing, string>> = {
  'item.name': 'What should go on the shopping list?',
  'item.list_id': 'Is this for a shopping list, and for which one?',
  'task.title': 'What should the task be?',
  intent: 'I can add to a shopping list or create a task. Which one do you mean?',
}

function ask(missing: Missing, command: HouseholdCommand, ids: DecisionIds): HouseholdDecision {
  if (!may(command, 'clarify')) return decline('not_understood', command, ids)
  const body: DecisionBody = {
    status: 'clarify',
    action: 'clarify',
    payload: {
      question: questions[missing],
      ...optionsFor(missing, command),
      missing_fields: [missing],
    },
  }
  const explanation = 'Part of what is needed to act is missing or doubtful.'
  return envelope(body, { confidence: confidence.asks, explanation }, command, ids)
}

/** The lists to choose from, if that is what is missing and there is a choice. */
function optionsFor(
  missing: Missing,
  { context }: HouseholdCommand,
): { readonly options?: readonly string[] } {
  const lists = context.household.shopping_lists ?? []
  return missing === 'item.list_id' && lists.length > 1
    ? { options: lists.map(({ name }) => name) }
    : {}
}

const refusalReasons = {
  not_understood: 'The text asks neither to add to a shopping list nor to create a task.',
  capability_missing: 'The caller does not offer the capability that this would need.',
} as const

function decline(
  code: keyof typeof refusalReasons,
  command: HouseholdCommand,
  ids: DecisionIds,
): HouseholdDecision {
  const reason = refusalReasons[code]
  const body: DecisionBody = { status: 'error', action: 'reject', payload: { code, reason } }
  return envelope(body, { confidence: confidence.declines, explanation: reason }, command, ids)
}

function may(command: HouseholdCommand, capability: Capability): boolean {
  return command.capabilities.includes(capability)
}
