export { isOurRepository } from './our-repository.js'
export { runbookOf } from './runbook-of.js'
