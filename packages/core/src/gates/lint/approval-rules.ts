import { finding, type Finding, type LintSubject } from './finding.js'

/** L16: two people cannot be waited for by what promotes alone. */
export function approvalRules({ plan }: LintSubject): readonly Finding[] {
  if (plan.approvals !== 2 || plan.promote !== 'auto') return []
  const at = { path: ['approvals'], stage: null }
  return [
    finding('L16', 'error', at, {
      problem: 'A GO would promote by itself although the plan asks for two people.',
      arithmetic: 'promote: auto asks nobody, approvals: 2 asks two',
      suggestion: 'Say `promote: operator`, or leave `approvals` out.',
    }),
  ]
}
