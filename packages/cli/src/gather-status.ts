import type { StageVerdict } from '@partial-trust/core'
import { currentJudgement, statusReport, StoreUnavailableError } from '@partial-trust/control'
import type {
  ControlSnapshot,
  HeardReport,
  StatusFacts,
  StatusReport,
} from '@partial-trust/control'
import { corridorsFromOutside, policyOf, policyProblems } from 'partial-trust'
import type { CliContext } from './context.js'
import { addressProblem, knownIntents } from './control-access.js'
import type { ControlAccess, Surroundings } from './control-access.js'

/** Asks the store for everything `status` and `watch` show; a store that is down is part of the answer. */
export async function gatherStatus(
  access: ControlAccess,
  context: Pick<CliContext, 'env' | 'cwd'>,
  nowMs: number,
): Promise<StatusReport> {
  const { control, config, registered } = access
  let snapshot: ControlSnapshot | null = null
  let processes: readonly HeardReport[] = []
  let leader: string | null = null
  let problem: string | null = null
  const verdicts = new Map<string, StageVerdict | null>()
  try {
    snapshot = await control.store.read()
    processes = await control.evidence.processes()
    leader = await control.leadership.leader()
    for (const [intent, state] of snapshot.corridors) {
      const judgement = await currentJudgement(state, control, nowMs)
      verdicts.set(intent, judgement?.verdict ?? null)
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    problem = error.message
  }
  return statusReport({
    config,
    ...(await asStartedHere(
      access,
      context,
      snapshot === null ? registered : knownIntents(registered, snapshot),
    )),
    location: control.store.location,
    snapshot,
    problem,
    processes,
    leader,
    verdicts,
    nowMs,
  })
}

/**
 * The status where there is no store to ask: the environment decides alone, or, where the store's
 * address does not parse, every corridor is closed for that.
 */
export async function statusWithoutStore(
  around: Surroundings,
  context: Pick<CliContext, 'env' | 'cwd'>,
  nowMs: number,
): Promise<StatusReport> {
  const { config, registered } = around
  const address = addressProblem(config)
  return statusReport({
    config,
    ...(await asStartedHere(around, context, registered.toSorted())),
    location: address === undefined ? 'none' : 'PARTIAL_TRUST_STATE',
    snapshot: address === undefined ? withoutChanges : null,
    problem: address?.problem ?? null,
    processes: [],
    leader: null,
    verdicts: new Map(),
    nowMs,
  })
}

/** The corridors as a process would run them that was started here, and what is wrong with that. */
async function asStartedHere(
  { config, corridors }: Surroundings,
  context: Pick<CliContext, 'env' | 'cwd'>,
  intents: readonly string[],
): Promise<Pick<StatusFacts, 'corridors' | 'problems'>> {
  const policy = await policyOf(config, context)
  return {
    problems: [...config.problems, ...policyProblems(policy, config, corridors)],
    corridors: corridorsFromOutside({ config, policy, registered: corridors }, intents),
  }
}

const withoutChanges: ControlSnapshot = {
  storeId: 'none',
  head: { seq: 0, hash: '' },
  lost: null,
  corridors: new Map(),
}
