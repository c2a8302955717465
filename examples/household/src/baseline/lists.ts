import type { ShoppingList } from '../household-command.js'

/** The lists among which a text may mean one. */
export type Lists = {
  readonly all: readonly ShoppingList[]
  /** Whether it is clear which one is meant where none is named: a default, or the only one. */
  readonly isChosen: boolean
}
