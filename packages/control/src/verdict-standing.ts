import type { CorridorState } from './control-state.js'
import type { RolloutVerdict } from './judge-rollout.js'

/**
 * What of a verdict holds where the corridor stands now, which may have changed since it was judged: nothing of one
 * on another entry of a stage, and whatever was stopped is NO_GO.
 */
export function verdictStanding(
  said: RolloutVerdict | null,
  { killed, rollout }: Pick<CorridorState, 'killed' | 'rollout'>,
): RolloutVerdict | null {
  if (said === null || rollout === null) return null
  if (said.stage !== rollout.stage || said.source.since !== rollout.evidence_from) return null
  const isStopped = killed || rollout.closed !== null
  return isStopped ? { ...said, verdict: 'NO_GO' } : said
}

/** Whether two verdicts tell whoever listens the same: of the same entry of a stage. */
export function isSameWord(one: RolloutVerdict, other: RolloutVerdict): boolean {
  return (
    one.stage === other.stage &&
    one.verdict === other.verdict &&
    one.source.since === other.source.since
  )
}
