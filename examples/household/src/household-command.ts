/** What a caller may be given; a decision never uses an action that is not among them, except to decline. */
export const capabilities = [
  'start_job',
  'propose_create_task',
  'propose_add_shopping_item',
  'clarify',
  'reject',
  'confirm',
] as const
export type Capability = (typeof capabilities)[number]

type HouseholdMember = {
  readonly user_id: string
  readonly display_name?: string
  readonly role?: string
  readonly workload_score?: number
}

type Zone = { readonly zone_id: string; readonly name: string }

export type ShoppingList = { readonly list_id: string; readonly name: string }

export type HouseholdContext = {
  readonly household: {
    readonly household_id?: string
    /** At least one. */
    readonly members: readonly HouseholdMember[]
    readonly zones?: readonly Zone[]
    readonly shopping_lists?: readonly ShoppingList[]
  }
  readonly defaults?: {
    readonly default_assignee_id?: string
    readonly default_list_id?: string
  }
  readonly policies?: {
    readonly quiet_hours?: string
    readonly max_open_tasks_per_user?: number
  }
}

/** One thing a member of a household said, with what is needed to act on it. */
export type HouseholdCommand = {
  readonly command_id: string
  readonly user_id: string
  /** RFC 3339 date-time. */
  readonly timestamp: string
  readonly text: string
  /** At least one. */
  readonly capabilities: readonly Capability[]
  readonly context: HouseholdContext
}
