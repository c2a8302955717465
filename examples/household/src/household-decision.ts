export type ShoppingItem = {
  readonly name: string
  readonly quantity?: string
  readonly unit?: string
  readonly list_id?: string
}

export type Task = {
  readonly title: string
  readonly description?: string
  readonly assignee_id?: string
  readonly zone_id?: string
  readonly due?: string
}

type AddShoppingItemPayload = {
  readonly item: ShoppingItem
  /** Equal for every decision of the same command, so that a retry adds nothing twice. */
  readonly idempotency_key?: string
}

type CreateTaskPayload = { readonly task: Task; readonly idempotency_key?: string }

export type ProposedAction =
  | { readonly action: 'propose_add_shopping_item'; readonly payload: AddShoppingItemPayload }
  | { readonly action: 'propose_create_task'; readonly payload: CreateTaskPayload }

type StartJobPayload = {
  readonly job_id: string
  readonly job_type: 'create_task' | 'add_shopping_item' | 'unknown'
  readonly proposed_actions?: readonly ProposedAction[]
  readonly ui_message?: string
}

type ClarifyPayload = {
  readonly question: string
  readonly options?: readonly string[]
  readonly missing_fields?: readonly string[]
}

type RejectPayload = {
  readonly code: string
  readonly reason: string
  readonly ui_message?: string
}

/** What is decided, before it is given ids and a time. */
export type DecisionBody =
  | { readonly status: 'ok'; readonly action: 'start_job'; readonly payload: StartJobPayload }
  | {
      readonly status: 'ok'
      readonly action: 'propose_create_task'
      readonly payload: CreateTaskPayload
    }
  | {
      readonly status: 'ok'
      readonly action: 'propose_add_shopping_item'
      readonly payload: AddShoppingItemPayload
    }
  | { readonly status: 'clarify'; readonly action: 'clarify'; readonly payload: ClarifyPayload }
  | { readonly status: 'error'; readonly action: 'reject'; readonly payload: RejectPayload }
  /** In the contract for callers that confirm; nothing here produces one, so its payload is empty. */
  | {
      readonly status: 'ok'
      readonly action: 'confirm'
      readonly payload: Readonly<Record<string, never>>
    }

export type HouseholdDecision = DecisionBody & {
  readonly decision_id: string
  readonly command_id: string
  /** 0 to 1. */
  readonly confidence: number
  readonly explanation: string
  readonly trace_id: string
  readonly schema_version: string
  readonly decision_version: string
  /** RFC 3339 date-time. */
  readonly created_at: string
}

export const decisionActions = [
  'start_job',
  'propose_create_task',
  'propose_add_shopping_item',
  'clarify',
  'reject',
  'confirm',
] as const satisfies readonly HouseholdDecision['action'][]
