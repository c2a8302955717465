import type { Plan } from '../plan.js'
import { lintRules, type Finding, type LintSubject } from './finding.js'
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
  const subject: LintSubject = { declaresAlpha: true, unresolvedShare: null, ...about, plan }
  const found = [gateRules, sampleSizeRules, orderRules, riskRules].flatMap((rules) =>
    rules(subject),
  )
  return found.toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      ids.indexOf(a.id) - ids.indexOf(b.id),
  )
}
