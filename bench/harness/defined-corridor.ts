import type { Corridor } from '@partial-trust/core'
import type { RiskLog } from '@partial-trust/engine'
import { randomIds, systemClock } from '@partial-trust/engine'
import { defineCorridor, openTrust } from 'partial-trust'
import { z } from 'zod'
import { unsampledSettings, type PlainCommand } from './plain-corridor.ts'

const definition = defineCorridor({
  intent: 'defined',
  id: ({ id }: PlainCommand) => id,
  baseline: () => 'baseline',
  candidate: z.enum(['baseline', 'candidate']),
  ask: async () => 'candidate',
})

type Opened = Pick<Corridor<PlainCommand, string>, 'decide'>

/** The same definition opened over the engine alone, and as an application does. */
export async function definedCorridors(
  log: Pick<RiskLog, 'append' | 'stats' | 'close'>,
): Promise<{ readonly engine: Opened; readonly trusted: Opened }> {
  const bound = definition.bind({ clock: systemClock, llm: null, profile: '' })
  const engine = bound.openTyped({
    settings: unsampledSettings,
    source: bound.source,
    record: log.append,
    clock: systemClock,
    ids: randomIds(),
    instance: 'bench-000001',
  })
  const trust = await openTrust({
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      LLM_POLICY_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: '0',
    },
    state: null,
    riskLog: log,
  })
  return { engine, trusted: trust.open(definition) }
}
