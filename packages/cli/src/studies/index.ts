export { commandStudies } from './command-studies.js'
export { runAsChild } from './run-as-child.js'
