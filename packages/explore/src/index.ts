/** The read-only explorer: plan in, evidence and STOP-THE-LINE out. docs/explore.md says what it may run. */
export { openAgent, type OpenAgent } from './agent/open-agent.js'
export { explore, type AnswerTasks, type ExploreSettings } from './explore.js'
export type {
  CommandEvidence,
  EvidenceLine,
  Exploration,
  Issue,
  IssueRule,
  TaskAnswer,
  TaskReport,
  TreeEvidence,
} from './report/exploration.js'
export { renderJson } from './report/render-json.js'
export { renderSarif } from './report/render-sarif.js'
export { renderText } from './report/render-text.js'
export type { Located, Plan, PlanTask, ShellBlock } from './plan/plan.js'
export type { Cut } from './run/run-pipeline.js'
export type { GuardedExecutor, StepOutcome, StepResult } from './run/guarded-executor.js'
export type { RefusalCode, Refused } from './guard/refusal.js'
export type { OverBudget } from './run/budget.js'
export type { Invocation, View, WallKind, WallReport } from './wall/wall.js'
export type { Limits } from './run/limits.js'
