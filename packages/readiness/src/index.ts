export { runbookOf } from './runbook-of.js'
