import { openCorridor } from '@partial-trust/core'
import type { Corridor, CorridorParts } from '@partial-trust/core'
import { householdCorridor } from '@partial-trust/example-household'
import type { HouseholdCommand } from '@partial-trust/example-household'

/** A corridor as the fault suite needs it. */
export type FaultSubject<Command> = {
  readonly intent: string
  readonly taskId: string
  open(parts: CorridorParts): Corridor<Command, unknown>
  /** The command of a given number; the baseline must execute it within the corridor. */
  command(ordinal: number): Command
  /** A candidate that every rule accepts and that decides otherwise than the baseline: if it shows, it leaked. */
  readonly candidate: object
}

/** The household corridor under faults. */
export const householdSubject: FaultSubject<HouseholdCommand> = {
  intent: householdCorridor.intent,
  taskId: householdCorridor.taskId,
  open: (parts) => openCorridor(householdCorridor, parts),
  command: (ordinal) => ({
    command_id: `fault-suite-${ordinal}`,
    user_id: 'user-1',
    timestamp: '2026-01-01T00:00:00Z',
    text: `add ${things[ordinal % things.length]} to the shopping list`,
    capabilities: ['start_job', 'propose_add_shopping_item'],
    context: {
      household: {
        members: [{ user_id: 'user-1' }],
        shopping_lists: [{ list_id: 'list-1', name: 'Shopping' }],
      },
    },
  }),
  candidate: {
    intent: 'add_shopping_item',
    items: [{ name: 'leaked candidate', list_id: 'list-1' }],
    confidence: 1,
  },
}

const things = ['milk', 'bread', 'apples', 'rice', 'soap', 'coffee', 'eggs'] as const
