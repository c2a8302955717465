export { explore, type AnswerTasks, type ExploreSettings } from './explore.js'
export type { Exploration, Issue, TaskReport } from './report/exploration.js'
export { renderSarif } from './report/render-sarif.js'
export { renderText } from './report/render-text.js'
