import { RelayedControl } from '@partial-trust/control'
import type {
  ChangeRequest,
  Control,
  ControlStore,
  KillAllRequest,
  OutcomeReport,
  ProcessReport,
} from '@partial-trust/control'
import type { Cell, Clock } from '@partial-trust/core'

/**
 * What the workers of a host ask of the one connection to the store. State carries its age since the store
 * itself was asked, so that sharing it lengthens no lease.
 */
export function controlCalls({ store, evidence, leadership, desk }: Control, clock: Clock) {
  const relayed = new RelayedControl(store, { clock })

  async function changed<Result>(result: Promise<Result>): Promise<Result> {
    const answer = await result
    await relayed.refresh()
    return answer
  }

  return {
    /** Asks the store anew: somebody changed something. */
    refresh: () => relayed.refresh(),
    calls: {
      read: () => relayed.state(),
      change: (request: ChangeRequest) => changed(store.change(request)),
      killAll: (request: KillAllRequest) => changed(store.killAll(request)),
      plan: (digest: string) => store.plan(digest),
      audit: (range: Parameters<ControlStore['audit']>[0]) => relayed.audit(range),
      save: (cells: readonly Cell[]) => evidence.save(cells),
      evidence: (since: number) => evidence.evidence(since),
      outcome: (report: OutcomeReport) => evidence.outcome(report),
      outcomes: (corridor: string) => evidence.outcomes(corridor),
      report: (process: ProcessReport) => evidence.report(process),
      processes: () => evidence.processes(),
      stopProof: () => evidence.stopProof(),
      leader: () => leadership.leader(),
      /** Work over all counts, in the thread that the host has for it. */
      study: ({ module, name, question }: StudyRequest): Promise<never> =>
        desk.ask({ module, name, run: refuseToRun }, question),
    },
  }
}

type StudyRequest = {
  readonly module: string
  readonly name: string
  readonly question: unknown
}

function refuseToRun(): never {
  throw new Error('the desk of a host works in a thread of its own')
}

export type ControlCalls = ReturnType<typeof controlCalls>['calls']
