import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { householdCorridor, validateCommand } from '@partial-trust/example-household'
import type { HouseholdCommand } from '@partial-trust/example-household'
import { compose } from 'partial-trust'
import { householdConfig } from '@partial-trust/example-household/config'
import { compare, timed, timedAsync } from '../harness/compare.ts'
import type { Row } from '../harness/compare.ts'
import { sampleRate } from './commands.ts'

const whole = 'ours: body in, answer out, record kept'

/** Longer than records wait for the log: without it they would pile up as in no service. */
const flushed = (): Promise<void> => setTimeout(100)

/**
 * What one decision costs without HTTP, and what of it is whose: the same bodies, in this process,
 * one after the other.
 */
export async function inProcess(
  bodies: readonly string[],
  folder: string,
): Promise<readonly Row[]> {
  const app = await compose({
    registered: householdConfig.corridors,
    configFile: null,
    cwd: folder,
    env: {
      PARTIAL_TRUST_ENABLED: 'true',
      PARTIAL_TRUST_SAMPLE_RATE: String(sampleRate),
      PARTIAL_TRUST_RISK_LOG_PATH: join(folder, 'in-process', 'risk.jsonl'),
      PARTIAL_TRUST_STATE: `sqlite:${join(folder, 'in-process', 'state.db')}`,
    },
  })
  const corridor = app.corridor(app.defaultIntent)
  if (corridor === undefined) throw new Error('no corridor')
  const commands = bodies.map(read)
  const ids = { decisionId: 'dec-1', traceId: 'trace-1', createdAt: '2026-11-22T10:00:00.000Z' }
  const decisions = commands.map((command) => householdCorridor.baseline(command, ids))
  const decide = async (value: unknown): Promise<unknown> => {
    const deciding = corridor.decide(value)
    return deciding.kind === 'deciding' ? (await deciding.outcome).decision : undefined
  }
  try {
    return await compare(
      [
        timedAsync(
          whole,
          bodies,
          async (body) => JSON.stringify(await decide(JSON.parse(body))),
          flushed,
        ),
        timed('of it: JSON.parse of the body', bodies, (body) => JSON.parse(body)),
        timed('of it: validation of the command', commands, validateCommand),
        timed("of it: the example's baseline", commands, (command) =>
          householdCorridor.baseline(command, ids),
        ),
        timed('of it: JSON.stringify of the answer', decisions, (decision) =>
          JSON.stringify(decision),
        ),
      ],
      whole,
      { rounds: 31, warmUp: 10 },
    )
  } finally {
    await app.close()
  }
}

function read(body: string): HouseholdCommand {
  const validation = validateCommand(JSON.parse(body))
  if (validation.kind === 'invalid') throw new Error('a command of this bench is not valid')
  return validation.command
}
