import type { Plan } from '../plan.js'
import { lintRules, type Finding, type LintSubject } from './finding.js'
import { approvalRules } from './approval-rules.js'
import { corridorRules } from './corridor-rules.js'
import { gateRules } from './gate-rules.js'
import { orderRules } from './order-rules.js'
import { riskRules } from './risk-rules.js'
import { sampleSizeRules } from './sample-size-rules.js'

const severities: readonly Finding['severity'][] = ['error', 'warning', 'note']
const ids = Object.keys(lintRules)

/** What is wrong with a plan before it starts, errors first, then by rule (GATES section 3). */
export function lintPlan(
  plan: Plan,
  about: Partial<Omit<LintSubject, 'plan'>> = {},
): readonly Finding[] {
  const unknown = { declaresAlpha: true, unresolvedShare: null, corridor: null }
  const subject: LintSubject = { ...unknown, ...about, plan }
  const rules = [gateRules, sampleSizeRules, orderRules, riskRules, corridorRules, approvalRules]
  const found = rules.flatMap((rule) => rule(subject))
  return found.toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      ids.indexOf(a.id) - ids.indexOf(b.id),
  )
}
