import type { HouseholdCommand } from './household-command.js'

/** Commands as a household gives them, some within the corridor and some outside: for `verify`. */
export const exampleCommands: readonly HouseholdCommand[] = [
  'add milk to the shopping list',
  'put apples and bread on the shopping list',
  'добавь хлеб в список покупок',
  'remind me to take out the trash',
].map((text, index) => ({
  command_id: `example-${index + 1}`,
  user_id: 'ann',
  timestamp: '2026-01-01T00:00:00Z',
  text,
  capabilities: ['start_job', 'propose_create_task', 'propose_add_shopping_item', 'clarify'],
  context: {
    household: {
      members: [{ user_id: 'ann', display_name: 'Ann' }],
      shopping_lists: [{ list_id: 'weekly', name: 'Weekly shopping' }],
    },
  },
}))
