import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLog } from '@partial-trust/analysis'
import { gateLog } from '@partial-trust/analysis/verdict'
import {
  type CandidateSource,
  openCorridor,
  type Plan,
  type PlanStage,
  type StageVerdict,
} from '@partial-trust/core'
import { createVirtualClock } from '@partial-trust/testing'
import type { LabelledLine } from '../classifier/labelled-lines.js'
import { modelName } from '../endpoint/classifier-endpoint.js'
import { intentRoutingCorridor } from '../intent-routing-corridor.js'
import { textOfPrompt } from '../route-proposal.js'
import type { RouteProposal } from '../utterance.js'

const dayMs = 86_400_000
/** Beyond the least the stage lasts, so that its last decisions count too. */
const spareDays = 1

/**
 * Sends the lines through the engine as one stage of the rollout, evenly over the days it lasts, and
 * asks the gates of the plan. Time is virtual; the answers are the classifier's own.
 */
export async function rehearseStage(
  lines: readonly LabelledLine[],
  classify: (text: string) => RouteProposal,
  plan: Plan,
  stage: PlanStage,
): Promise<StageVerdict> {
  const clock = createVirtualClock()
  const recorded: string[] = []
  let made = 0
  const corridor = openCorridor(intentRoutingCorridor, {
    settings: {
      enabled: true,
      valid: true,
      allowed: true,
      sampleRate: stage.rate,
      sampleRateCeiling: 1,
      deadlineMs: plan.deadline_ms,
      policyEnabled: true,
    },
    source: sourceOf(classify),
    record: (record) => {
      recorded.push(JSON.stringify(record))
    },
    clock,
    ids: { decisionId: () => `d-${(made += 1)}`, traceId: () => `t-${(made += 1)}` },
    instance: 'rehearsal',
  })
  const stepMs = ((stage.min_days + spareDays) * dayMs) / lines.length
  for (const { id, text } of lines) {
    await corridor.decide({ id, text })
    clock.advance(stepMs)
  }
  const folder = mkdtempSync(join(tmpdir(), 'intent-routing-'))
  try {
    const log = join(folder, 'risk.jsonl')
    writeFileSync(log, recorded.map((line) => `${line}\n`).join(''))
    const nowMs = clock.epochMs() + dayMs
    const asked = { plan, stage: stage.name, corridor: null, incidents: 0, nowMs }
    return (await gateLog(await findLog(log), asked)).verdict
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function sourceOf(classify: (text: string) => RouteProposal): CandidateSource {
  const route = {
    profile: 'classifier',
    task_id: intentRoutingCorridor.taskId,
    provider: 'in-process',
    model: modelName,
  }
  const meta = { ...route, escalated: false, attempts: 1, input_tokens: null, output_tokens: null }
  return {
    route: { ...route, fingerprint: modelName },
    ask: ({ prompt }) =>
      Promise.resolve({ kind: 'answered', value: classify(textOfPrompt(prompt) ?? ''), meta }),
  }
}
