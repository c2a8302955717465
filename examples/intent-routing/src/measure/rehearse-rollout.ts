import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLog } from '@partial-trust/analysis'
import { gateLog } from '@partial-trust/analysis/verdict'
import type { Plan, PlanStage, StageVerdict } from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import { openTrust } from 'partial-trust'
import { askClassifier } from '../ask-classifier.js'
import type { Classifier } from '../classifier/classifier.js'
import type { LabelledLine } from '../classifier/labelled-lines.js'
import { intentRouting } from '../intent-routing-corridor.js'

const dayMs = 86_400_000
/** Beyond the least the stage lasts, so that its last decisions count too. */
const spareDays = 1

/**
 * Sends the lines through the library as one stage of the rollout, evenly over the days it lasts, and
 * asks the gates of the plan. Time is virtual; the answers are the classifier's own.
 */
export async function rehearseStage(
  lines: readonly LabelledLine[],
  classifier: Classifier,
  plan: Plan,
  stage: PlanStage,
): Promise<StageVerdict> {
  const clock = createVirtualClock()
  const folder = mkdtempSync(join(tmpdir(), 'intent-routing-'))
  const log = join(folder, 'risk.jsonl')
  try {
    const trust = await openTrust({
      cwd: folder,
      state: null,
      clock,
      env: {
        PARTIAL_TRUST_ENABLED: 'true',
        LLM_POLICY_ENABLED: 'true',
        PARTIAL_TRUST_SAMPLE_RATE: String(stage.rate),
        PARTIAL_TRUST_TIMEOUT_MS: String(plan.deadline_ms),
        PARTIAL_TRUST_RISK_LOG_PATH: log,
      },
    })
    const corridor = trust.open(
      intentRouting({ ask: askClassifier(classifier), version: classifier.digest }),
    )
    const stepMs = ((stage.min_days + spareDays) * dayMs) / lines.length
    for (const { id, text } of lines) {
      await corridor.decide({ id, text })
      clock.advance(stepMs)
    }
    await trust.close()
    const nowMs = clock.epochMs() + dayMs
    const asked = { plan, stage: stage.name, corridor: null, incidents: 0, nowMs }
    return (await gateLog(await findLog(log), asked)).verdict
  } finally {
    rmSync(folder, { recursive: true })
  }
}
