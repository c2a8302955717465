import { readFileSync, writeFileSync } from 'node:fs'
import { readLines } from '../classifier/labelled-lines.js'
import { openClassifier } from '../classifier/open-classifier.js'
import { withGeneratedPart } from './generated-part.js'
import { measureAll } from './measure-all.js'

/** `npm run measure`: trains where needed, measures on the held-out lines, prints it and writes it to the README. */
const readme = new URL('../../README.md', import.meta.url)
const { training, heldOut } = readLines()
const report = await measureAll(await openClassifier(training), training, heldOut)
console.log(report)
writeFileSync(readme, withGeneratedPart(readFileSync(readme, 'utf8'), report))
