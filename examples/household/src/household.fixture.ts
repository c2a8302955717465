import type { DecisionIds } from '@partial-trust/core'
import type { Capability, HouseholdCommand } from './household-command.js'
import { capabilities } from './household-command.js'
import { householdCorridor } from './household-corridor.js'
import type { HouseholdDecision } from './household-decision.js'

export const someIds: DecisionIds = {
  decisionId: 'dec-1',
  traceId: 'trace-1',
  createdAt: '2026-01-02T03:04:05.678Z',
}

/** A command with one member and, unless `household` says otherwise, no lists. */
export function aCommand(
  household: Partial<HouseholdCommand['context']['household']> = {},
  text = 'add milk to the shopping list',
  allowed: readonly Capability[] = capabilities,
): HouseholdCommand {
  return {
    command_id: 'cmd-1',
    user_id: 'u1',
    timestamp: '2026-01-02T03:04:05Z',
    text,
    capabilities: allowed,
    context: { household: { members: [{ user_id: 'u1' }], ...household } },
  }
}

export function aDecision(command: HouseholdCommand): HouseholdDecision {
  const decision = householdCorridor.baseline(command, someIds)
  if (decision instanceof Promise) throw new Error('this baseline answers at once')
  return decision
}
