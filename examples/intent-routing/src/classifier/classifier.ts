import { createHash } from 'node:crypto'
import { FastTextModel, getFastTextClass, getFastTextModule } from 'fasttext.wasm.js'
import { type RouteProposal, routes } from '../utterance.js'
import type { LabelledLine } from './labelled-lines.js'

/** A trained classifier: a linear model over words and pairs of words. No language model. */
export type Classifier = {
  /** Of everything it was made from: the same digest, the same answers. */
  readonly digest: string
  /** The likeliest route of a text and its probability. The same text always gets the same answer. */
  readonly classify: (text: string) => RouteProposal
  /** The model as bytes, for {@link loadClassifier}. */
  readonly save: () => Promise<Uint8Array>
}

const label = '__label__'

/** Everything that shapes the model beside the lines. One thread and a fixed seed: training again gives the same model. */
const trainingOptions = {
  loss: 'softmax', // gives a distribution over the routes
  lr: 0.5,
  epoch: 10,
  dim: 16,
  wordNgrams: 2,
  bucket: 20_000,
  minn: 0,
  maxn: 0,
  minCount: 1,
  seed: 7,
  verbose: 0,
  label,
} as const

/** The lines as fastText reads them. */
export function trainingText(lines: readonly LabelledLine[]): string {
  return lines.map(({ intent, text }) => `${label}${intent} ${wordsOf(text)}\n`).join('')
}

/** Names the classifier that comes of a training text: 16 hexadecimal digits. */
export function classifierDigest(text: string): string {
  const digest = createHash('sha256').update(JSON.stringify(trainingOptions)).update(text)
  return digest.digest('hex').slice(0, 16)
}

/** Trains in a few seconds on some 19,000 lines. */
export async function trainClassifier(text: string): Promise<Classifier> {
  const fastText = await newFastText()
  const url = `data:text/plain;base64,${Buffer.from(text).toString('base64')}`
  const model = await fastText.trainSupervised(url, trainingOptions, () => {})
  if (!(model instanceof FastTextModel)) throw new TypeError('training gave no model')
  return classifierOf(model, classifierDigest(text))
}

/** @param digest Of what the model in the file was made from. */
export async function loadClassifier(file: URL, digest: string): Promise<Classifier> {
  const fastText = await newFastText()
  return classifierOf(await fastText.loadModel(file.href), digest)
}

async function newFastText() {
  return new (await getFastTextClass({ getFastTextModule }))()
}

function classifierOf(model: FastTextModel, digest: string): Classifier {
  return {
    digest,
    classify: (text) => {
      const found = model.predict(wordsOf(text), 1, 0)
      const [probability, named] = found.size() > 0 ? found.get(0) : [0, '']
      const intent = routes.find((route) => named === `${label}${route}`) ?? 'other'
      // The library adds a little to keep its logarithms finite: 1.00001.
      return { intent, confidence: Math.min(1, Math.max(0, probability)) }
    },
    save: async () => new Uint8Array(await model.saveModel().arrayBuffer()),
  }
}

/** Lower case words with spaces between: no mark, no line end and no label is left. */
function wordsOf(text: string): string {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}']+/gu)
      ?.join(' ') ?? ''
  )
}
