import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.js'
import type { ControlPlan, ControlStage } from './control-state.js'

/** A plan as live control keeps it: its stages in order, and its digest over `body`. */
export function controlPlan(
  stages: readonly [ControlStage, ...ControlStage[]],
  body: unknown,
): ControlPlan {
  const digest = createHash('sha256').update(canonicalJson(body)).digest('hex')
  return { digest, stages, body }
}

/** The stages of the default plan (SPEC section 6). */
const defaultStages = [
  { name: 'canary', rate: 0.01, mode: 'live', error_limit: 0.1 },
  { name: 'expanded', rate: 0.05, mode: 'live', error_limit: 0.05 },
  { name: 'target', rate: 0.1, mode: 'live', error_limit: 0.05 },
] as const

export const defaultControlPlan: ControlPlan = controlPlan(defaultStages, { stages: defaultStages })
