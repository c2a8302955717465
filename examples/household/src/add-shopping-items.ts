import type { HouseholdCommand } from './household-command.js'
import type { ProposedAction, ShoppingItem } from './household-decision.js'

/** One proposed action an item; an item without a list goes where the baseline would put it. */
export function addShoppingItems(
  items: readonly ShoppingItem[],
  command: HouseholdCommand,
): readonly Extract<ProposedAction, { action: 'propose_add_shopping_item' }>[] {
  const list = chosenListId(command)
  return items.map((item, index) => ({
    action: 'propose_add_shopping_item',
    payload: {
      item: item.list_id === undefined && list !== undefined ? { ...item, list_id: list } : item,
      idempotency_key: `${command.command_id}:${index}`,
    },
  }))
}

/**
 * The list choice of the baseline: the command's default if it is one of its lists, else the only
 * list there is, else none, which leaves the choice to whoever carries the job out.
 */
export function chosenListId(command: HouseholdCommand): string | undefined {
  const lists = command.context.household.shopping_lists ?? []
  const chosen = command.context.defaults?.default_list_id
  if (chosen !== undefined && lists.some((list) => list.list_id === chosen)) return chosen
  return lists.length === 1 ? lists[0]?.list_id : undefined
}
