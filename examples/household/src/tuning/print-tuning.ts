import { readFileSync, writeFileSync } from 'node:fs'
import { withGeneratedPart } from './generated-part.js'
import { tuneLabelled } from './tune-labelled.js'

/** `npm run tune`: tunes the household against its simulated model, prints it and writes it to the README. */
const readme = new URL('../../README.md', import.meta.url)
const report = tuneLabelled()
console.log(report)
writeFileSync(readme, withGeneratedPart(readFileSync(readme, 'utf8'), report))
