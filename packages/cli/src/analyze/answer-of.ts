import { partKeysIn } from '@partial-trust/core'
import type { Plan, StageVerdict } from '@partial-trust/core'
import { renderText, renderTuning, splitReport, tallyMetrics } from '@partial-trust/analysis'
import type { Analysis, LogTally, LogTunings } from '@partial-trust/analysis'
import {
  corridorOf,
  gateTally,
  renderVerdict,
  requirePartKeys,
  requireStageRecords,
} from '@partial-trust/analysis/verdict'
import { isOwnList } from './analyze-options.js'
import type { AnalyzeOptions } from './analyze-options.js'
import type { Counted } from './count-source.js'

/** What the plan and a split make of what was counted. */
export type Answer = {
  readonly verdict: StageVerdict | null
  readonly split: ReturnType<typeof splitReport> | null
}

export function answerOf(
  { tally }: Analysis,
  { by, stage, corridor }: AnalyzeOptions,
  plan: Plan | null,
  nowMs: number,
): Answer {
  if (isOwnList(by)) requirePartKeys(partKeysIn(tallyMetrics(tally), null), by, null)
  const asked = plan === null || stage === undefined ? null : { plan, stage, nowMs }
  const verdict = asked === null ? null : judgeStage(tally, asked, corridor ?? null)
  const split = by === undefined ? null : splitReport(tally, by, asked, verdict?.verdict ?? null)
  return { verdict, split }
}

/** A log without a record proves nothing; one with records of anything else was asked the wrong question. */
function judgeStage(
  tally: LogTally,
  asked: { readonly plan: Plan; readonly stage: string; readonly nowMs: number },
  corridor: string | null,
): StageVerdict {
  const verdict = gateTally(tally, { ...asked, corridor, incidents: 0 })
  requireStageRecords(tally, { ...asked, corridor: corridorOf(tally, corridor) })
  return verdict
}

export function asJson(
  { report, tuned }: Counted,
  { verdict, split }: Answer,
): Record<string, unknown> {
  return {
    ...report,
    ...(split === null ? {} : { by: split }),
    ...(verdict === null ? {} : { gate: verdict }),
    ...(tuned === null ? {} : { tune: tuned }),
  }
}

export function asText(
  { report, tuned }: Counted,
  { verdict, split }: Answer,
  path: string,
): string {
  const gate = verdict === null ? '' : `\n${renderVerdict(verdict)}`
  const confidence = tuned === null ? '' : `\n${tuningText(tuned, path)}`
  return `${renderText(report, path, split)}${gate}${confidence}`
}

function tuningText({ tunings, withheld }: LogTunings, path: string): string {
  if (withheld !== null) return `Confidence: ${withheld}.\n`
  if (tunings.length === 0) return 'No compared candidate stated a confidence: nothing to tune.\n'
  return tunings.map((tuning) => renderTuning(tuning, `by ${path}`)).join('\n')
}
