import { oneSidedBounds } from './bounds.js'
import type { GoJudgement } from './go-row.js'
import { goLimit, type StageContext } from './stage-context.js'
import { outcomeEvidence } from './outcome-evidence.js'
import { rate, whole } from './phrases.js'
import type { GoGate } from './plan.js'

/** Judges whether decisions assigned to the candidate are undone rarely enough, against the baseline's. */
export function fewEnoughUndone(
  context: StageContext,
  { ratio_below: ratio, per }: Extract<GoGate, { metric: 'undone' }>,
): GoJudgement {
  const { evidence, goAlpha, sharedAlpha, perDay } = context
  const arms = { candidate: armOf(context, 'candidate'), baseline: armOf(context, 'baseline') }
  const { s, n } = arms.candidate
  const answer = outcomeEvidence(evidence.outcomes, { direction: 'less', ratio, per })
  const limit = goLimit(context)
  const logE = answer.kind === 'evidence' ? answer.logE : null
  const passed = logE !== null && n > 0 && logE >= limit
  // Evidence grows by the same amount a block, about: as many more as it lacks of its limit.
  const more = logE !== null && logE > 0 ? Math.ceil(evidence.sampled * (limit / logE - 1)) : null
  const row = {
    name: 'undone',
    direction: 'below' as const,
    s,
    n,
    estimate: n === 0 ? null : s / n,
    lower: oneSidedBounds(s, n, sharedAlpha).lower,
    upper: oneSidedBounds(s, n, goAlpha).upper,
    threshold: null,
    log_e: logE,
    verdict: passed ? ('GO' as const) : ('INSUFFICIENT' as const),
    needs: passed
      ? null
      : { sampled: more, days: more === null || perDay === null ? null : more / perDay },
  }
  const seen = `undone ${whole(s)} of ${whole(n)} outcomes assigned to the candidate, ${whole(arms.baseline.s)} of ${whole(arms.baseline.n)} to the baseline,`
  const held = `less than ${rate(ratio)} times as often`
  if (passed) return { row, missing: null, proof: `${seen} is shown to be ${held}.` }
  const why =
    answer.kind === 'evidence'
      ? more === null
        ? 'nothing speaks for it so far'
        : `about ${whole(more)} more sampled decisions if it goes on so`
      : `${whole(answer.have)} of ${whole(answer.need)} ${answer.of}`
  return { row, proof: null, missing: `${seen} is not yet shown to be ${held}: ${why}.` }
}

function armOf(
  { evidence }: StageContext,
  arm: 'candidate' | 'baseline',
): { readonly s: number; readonly n: number } {
  let [s, n] = [0, 0]
  for (const block of evidence.outcomes) {
    s += block[arm].undone
    n += block[arm].n
  }
  return { s, n }
}
