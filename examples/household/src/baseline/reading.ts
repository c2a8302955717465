import type { ShoppingItem } from '../household-decision.js'

/** What the baseline makes of a text. Only the first two are acted on. */
export type Reading =
  | { readonly kind: 'add_items'; readonly items: readonly ShoppingItem[] }
  | { readonly kind: 'create_task'; readonly title: string }
  /** A household matter of which something is missing or doubtful. */
  | { readonly kind: 'unclear'; readonly missing: Missing }
  /** Nothing the household corridor is about. */
  | { readonly kind: 'other' }

export const missing = {
  item: 'item.name',
  list: 'item.list_id',
  title: 'task.title',
  /** The text also asks for something that is not offered, such as taking things off a list. */
  intent: 'intent',
} as const
export type Missing = (typeof missing)[keyof typeof missing]

export const other: Reading = { kind: 'other' }

export function unclear(what: Missing): Reading {
  return { kind: 'unclear', missing: what }
}
