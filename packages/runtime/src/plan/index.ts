export { loadPlan, planFileName, readPlan, readPlanJson } from './load-plan.js'
export type { LoadedPlan } from './load-plan.js'
export { planSchema } from './plan-schema.js'
