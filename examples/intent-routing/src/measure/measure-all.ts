import { loadPlan } from '@partial-trust/plan'
import { fileURLToPath } from 'node:url'
import type { Classifier } from '../classifier/classifier.js'
import type { LabelledLine } from '../classifier/labelled-lines.js'
import { leastProbability } from '../intent-routing-corridor.js'
import { askedOnce } from './asked-once.js'
import { measureReport, rehearsalReport, tuningReport } from './measure-report.js'
import { measureRouting } from './measure-routing.js'
import { rehearse } from './rehearse.js'
import { tuneRouting } from './tune-routing.js'

/** Everything that the README says was measured, as Markdown. */
export async function measureAll(
  trained: Classifier,
  training: readonly LabelledLine[],
  heldOut: readonly LabelledLine[],
): Promise<string> {
  const classifier = askedOnce(trained)
  const { plan } = loadPlan(fileURLToPath(new URL('../../', import.meta.url)))
  const measured = measureRouting(heldOut, classifier.classify, leastProbability)
  const rehearsed = await rehearse(classifier, training, heldOut, plan, leastProbability)
  const tuned = tuneRouting(heldOut, classifier.classify)
  return [
    measureReport(measured, leastProbability),
    rehearsalReport(rehearsed),
    tuningReport(tuned),
  ].join('\n\n')
}
