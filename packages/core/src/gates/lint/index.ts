export { canMove } from './corridor-rules.js'
export { lintRules } from './finding.js'
export type { CorridorLists, Finding, LintRule } from './finding.js'
export { lintPlan } from './lint-plan.js'
