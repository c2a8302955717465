import type { GateVerdict, Plan } from '@partial-trust/core'
import { trainClassifier, trainingText, type Classifier } from '../classifier/classifier.js'
import type { LabelledLine } from '../classifier/labelled-lines.js'
import { routes } from '../utterance.js'
import { askedOnce } from './asked-once.js'
import { type Count, measureRouting } from './measure-routing.js'
import { rehearseStage } from './rehearse-rollout.js'

/** What the gates of the plan said of one classifier, beside what only the labels know. */
export type Rehearsal = {
  readonly trainedOn: string
  readonly stages: readonly {
    readonly stage: string
    readonly verdict: GateVerdict
    /** Sampled decisions in which classifier and keywords differ. */
    readonly disagreement: { readonly s: number; readonly n: number }
  }[]
  /** Adds and tasks, all held-out lines of them, that the corridor routes right when wide open. */
  readonly found: Count
  /** `other` lines that it does not route as such. */
  readonly disturbed: Count
}

/** The lines per route of the classifier that was trained on too few. */
const fewPerRoute = 70
/** So few lines that hardly one of them is no `other`. */
const hardlyAny = 100

/** Rehearses the plan's stages with the classifier and with two that should not be trusted. */
export async function rehearse(
  classifier: Classifier,
  training: readonly LabelledLine[],
  heldOut: readonly LabelledLine[],
  plan: Plan,
  leastProbability: number,
): Promise<readonly Rehearsal[]> {
  const few = routes.flatMap((route) =>
    training.filter(({ intent }) => intent === route).slice(0, fewPerRoute),
  )
  const trained = [
    { trainedOn: `all ${training.length.toLocaleString('en-US')} lines`, classifier },
    {
      trainedOn: `${fewPerRoute} lines of each route`,
      classifier: askedOnce(await trainClassifier(trainingText(few))),
    },
    {
      trainedOn: `the first ${hardlyAny} lines`,
      classifier: askedOnce(await trainClassifier(trainingText(training.slice(0, hardlyAny)))),
    },
  ]
  const rehearsals: Rehearsal[] = []
  for (const { trainedOn, classifier: one } of trained) {
    const { classify } = one
    const stages: Rehearsal['stages'][number][] = []
    for (const stage of plan.stages) {
      const { verdict, metrics } = await rehearseStage(heldOut, one, plan, stage)
      const row = metrics.find(({ name }) => name === 'disagreement')
      stages.push({ stage: stage.name, verdict, disagreement: { s: row?.s ?? 0, n: row?.n ?? 0 } })
    }
    const wished = heldOut.filter(({ intent }) => intent !== 'other')
    const others = heldOut.filter(({ intent }) => intent === 'other')
    const { corridor: disturbed } = measureRouting(others, classify, leastProbability)
    rehearsals.push({
      trainedOn,
      stages,
      found: measureRouting(wished, classify, leastProbability).corridor,
      disturbed: { right: disturbed.of - disturbed.right, of: disturbed.of },
    })
  }
  return rehearsals
}
