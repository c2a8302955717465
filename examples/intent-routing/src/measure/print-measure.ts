import { readFileSync, writeFileSync } from 'node:fs'
import { readLines } from '../classifier/labelled-lines.js'
import { openClassifier } from '../classifier/open-classifier.js'
import { leastProbability } from '../intent-routing-corridor.js'
import { withGeneratedPart } from './generated-part.js'
import { measureReport } from './measure-report.js'
import { measureRouting } from './measure-routing.js'

/** `npm run measure`: trains where needed, measures on the held-out lines, prints it and writes it to the README. */
const readme = new URL('../../README.md', import.meta.url)
const { training, heldOut } = readLines()
const { classify } = await openClassifier(training)
const report = measureReport(measureRouting(heldOut, classify, leastProbability), leastProbability)
console.log(report)
writeFileSync(readme, withGeneratedPart(readFileSync(readme, 'utf8'), report))
