/** The read-only explorer: plan in, evidence and STOP-THE-LINE out. docs/explore.md says what it may run. */
export { openAgent, type OpenAgent } from './agent/open-agent.js'
export { explore, type AnswerTasks, type ExploreSettings } from './explore.js'
export type { Exploration, Issue, TaskReport } from './report/exploration.js'
export { renderJson } from './report/render-json.js'
export { renderSarif } from './report/render-sarif.js'
export { renderText } from './report/render-text.js'
